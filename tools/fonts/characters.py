"""Which characters the product's own text font holds.

GB 2312 is the set that Chinese shop signs, forms and phone keyboards of the last forty years stayed
within; the names of people and shops reach a little beyond it, and those characters are listed by hand.
A missing glyph is drawn as a box, and Kivy has no fallback font, so `make lint` compares every text of
ours with the fonts (check_glyphs.py). The two Chinese quotation marks “ ” ‘ ’ are full-width here:
English texts use ' and ".
"""

# In names, and in use in malls, but not in GB 2312.
NAMES = (
    "堃喆垚犇骉翀祎玥珺璟晗昇煊珩琰瑄瑀芃苒昉旻晞晔暐曌杲栩桉梓榕樾毓沄沅泠洺浛淏淙湉滢漪潆澍瀚灏炘烜焱煜熠燚"
    "玘玭珮珞琎琬琤瑗瑢瑭璇璐璠璿甯畑皓皙睿矞祺禛禤竑筱綦翊芊芮苡茗荞莜菡萱葳蓁蔚蕤薏薇藜蘅虓蜻蜓衎裎褆诩谌谞贇"
    "赟轶逍遥邶邺郗郜鄢钰钿铄铠铭锘锟锴镕镡闫阚陟隽霁霏韫韬頔颀颢飏飒馥驭骁骅骐骞髙鹂鹭麒麟黎黛龑龘囍嫲丼焗煲濑"
    "嬛嫄婳媖姝妤妍娅奕奚宓屹岚峤崟嵘巍弋彧忻恺悦惟慜懿戬扬抒攸斓昶枘"
)
# The languages' own names for themselves, and the signs of Hong Kong and Taiwan that a visitor may see first.
TRADITIONAL = "繁體簡語請輕觸開始歡迎臺灣門傘車員會務檯還證員領禮寄櫃樓層鋪號碼機電話鐘點關閉東區廣場號"
# Beyond GB 2312's own symbols.
SYMBOLS = (
    "￥¥€£$℃℉°·•…—–‘’“”‹›«»→←↑↓↔↗↘↙↖×÷±≈≠≤≥∞✓★☆●○◆◇■□▲△▼▽▶◀〇〈〉《》「」『』【】〔〕〖〗"
    "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ㎡㎏㎝㎜℡№㈱©®™§¶†‡′″‰∶～‧・〜﹏＿￣"
)


def gb2312_han() -> set[str]:
    """The 6763 han of GB 2312: rows 16 to 87, five cells of row 55 empty."""
    found = set()
    for row in range(16, 88):
        for cell in range(1, 95):
            try:
                found.add(bytes((0xA0 + row, 0xA0 + cell)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return found


def span(first: int, last: int) -> set[str]:
    return {chr(code) for code in range(first, last + 1)}


def wanted() -> set[str]:
    return (
        gb2312_han()
        | set(NAMES + TRADITIONAL + SYMBOLS)
        | span(0x20, 0x7E)  # ASCII
        | span(0xA0, 0xFF)  # Latin-1
        | (span(0x2010, 0x2027) - set("‗‛‟‣․"))  # dashes, quotation marks, ellipsis
        | span(0x3000, 0x3017)  # Chinese punctuation
        | span(0xFF01, 0xFF5E)  # full-width forms
        | span(0xFFE0, 0xFFE6)  # full-width currency
        | set("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü")  # pinyin
    )
