"""The shell: draws prompts, takes touches, decides nothing.

One process, one window, one position. It holds no state of the visit beyond what has been typed into the open prompt; all
else arrives as a `Screen`, which is the whole truth, so that a shell that was killed draws the same picture again.

    environment   the only place that configures Kivy, before it is imported
    loop          waits in SDL for a touch or a message, instead of polling sixty times a second
    theme         one type scale, one spacing scale, one colour table; sizes in millimetres
    typeset       measuring and breaking lines, Chinese and English
    widgets/      what is drawn: canvas only, placed by hand, no pictures, no kv
    views/        one file per kind of prompt
    stage         header, view, bar, and what lies over them
    client        the thread that holds the link to the desk
    app           puts these together: `run_shell`
    gallery       every prompt kind as a PNG, without a desk

Left out on purpose: Kivy's layouts, screens and kv language (a screen is drawn once and replaced whole, so a rectangle that
is cut into pieces is shorter, faster and easier to measure), and ticks, chimes and speech, which come with the comfort issue.
"""
