"""How each sample clip looks. What its marker says, and when, stands in ``truth.toml``."""

from dataclasses import replace

from sample_videos.screen import YELLOW, Prefilter, Scene
from tests.drawing.backgrounds import Camera, cuts, flat, gradient, noise
from tests.drawing.text import BOTTOM, BOTTOM_LEFT, TOP_LEFT, TOP_RIGHT, WHITE, Colour, Overlay

GOLD: Colour = (226, 190, 120)


def scenes() -> dict[str, Scene]:
    """All sample clips by file name, in the order of ``truth.toml``."""
    return {
        "card.mp4": _card(),
        "corner.mp4": _corner(),
        "small.mp4": _small(),
        "half_transparent.mp4": _half_transparent(),
        "vertical.mp4": _vertical(),
        "two_lines.mp4": _two_lines(),
        "english.mp4": _english(),
        "review.mp4": _review(),
        "landscape.mp4": _landscape(),
        "late.mp4": _late(),
        "labelled.mp4": _labelled(),
        "absent.mp4": _absent(),
        "look_alikes.mp4": _look_alikes(),
        "malformed_no_di.mp4": _malformed_no_di(),
        "malformed_no_issuer.mp4": _malformed_no_issuer(),
        "other_platform.mp4": _other_platform(),
    }


def _card() -> Scene:
    see = Prefilter()
    wall = see.photograph("brick", Camera((1.0, 1.35), (0.4, 0.6), over_ms=2_000), (1.1, 0.8, 0.6))
    return Scene(
        cuts((0, flat(see.size, (10, 9, 12))), (3_000, wall)),
        Overlay("", 36, (0.5, 0.46), fade_ms=400, font="serif", colour=GOLD),
        (
            Overlay("网络微短剧", 30, (0.5, 0.4), 200, 2_800, 400, "serif", GOLD, letter_spacing_px=12),
            Overlay("示例影视文化传媒（杭州）有限公司 出品", 24, (0.5, 0.54), 400, 2_800, 400, "serif", GOLD),
            replace(see.title("墙外有风"), from_ms=3_000),
            replace(see.note("第1集", (0.5, 0.38), 34), from_ms=3_000),
        ),
        seconds=5,
    )


def _corner() -> Scene:
    see = Prefilter()
    cup = see.photograph("coffee", Camera((1.0, 1.3), (0.3, 0.62), over_ms=6_000), (0.95, 0.9, 0.85))
    return Scene(
        cup,
        Overlay("", 24, TOP_RIGHT, outline_px=1, opacity=0.95),
        (
            see.note("七猫短剧 号：99012345", (1, 0.035), 20, 0.6),
            see.title("第九封信"),
            *see.subtitles("那天下午 她没有来", "你说过 会等我的", "三年了 你还是老样子", "这杯咖啡 我请"),
            see.note("本故事纯属虚构 如有雷同 纯属巧合", BOTTOM),
        ),
        seconds=6,
        fps=30,
    )


def _small() -> Scene:
    see = Prefilter()
    man = see.photograph("camera", Camera((1.1, 1.0), (0.35, 0.45)), (0.8, 0.85, 1.0))
    return Scene(
        noise(man, 5, seed=3),
        Overlay("", 17, TOP_LEFT, outline_px=1),
        (
            see.title("街头摄影师", (0.5, 0.2), WHITE),
            *see.subtitles("别动", "就这样 看着镜头", "这张照片 会改变一切", every_ms=1_600),
            see.note("内容纯属虚构 无不良引导", BOTTOM, 20),
        ),
        seconds=5,
    )


def _half_transparent() -> Scene:
    see = Prefilter()
    pad = see.photograph("rocket", Camera((1.0, 1.25), (0.35, 0.55)), (1.0, 1.0, 1.1))
    return Scene(
        pad,
        Overlay("", 26, TOP_RIGHT, opacity=0.4),
        (
            see.title("火箭少年"),
            see.note("抖音号：99012345", (1, 0.04), 22, 0.4),
            *see.subtitles("倒计时 十 九 八", "我答应过父亲", "我一定会回来"),
        ),
        seconds=5,
    )


def _vertical() -> Scene:
    see = Prefilter()
    path = see.photograph("gravel", Camera((1.0, 1.2), centre_y=(0.4, 0.6)), (0.62, 0.66, 0.72))
    return Scene(
        path,
        Overlay("", 34, (1, 0.3), fade_ms=300, vertical=True, outline_px=2),
        (
            Overlay("青石旧事", 110, (0.12, 0.3), font="serif", vertical=True, outline_px=4, fade_ms=300),
            *see.subtitles("这条路 我走了二十年", "每一块石头 都记得她", every_ms=2_000),
            see.note("本故事纯属虚构 请勿模仿", BOTTOM),
        ),
        seconds=5,
        fps=30,
    )


def _two_lines() -> Scene:
    see = Prefilter((1080, 1920))
    cat = see.photograph("chelsea", Camera((1.0, 1.15), (0.45, 0.5), over_ms=4_000), (0.95, 0.9, 0.85))
    return Scene(
        cat,
        Overlay("", 34, (0, 0.985), outline_px=2, row_spacing=1.3),
        (
            see.title("神猫归来"),
            see.note("本故事纯属虚构 如有雷同 纯属巧合", (0, 0.93), 22),
            *see.subtitles("你们 谁动了我的鱼", "三天之内 我要整条街知道", "我回来了"),
        ),
    )


def _english() -> Scene:
    see = Prefilter()
    sky = see.photograph("hubble_deep_field", Camera((1.0, 1.3), (0.4, 0.6)), (1.1, 1.1, 1.3))
    return Scene(
        sky,
        Overlay("", 24, (0.5, 0.94), fade_ms=300, outline_px=1),
        (
            Overlay("BEYOND THE STARS", 62, (0.5, 0.27), font="sans-bold", colour=YELLOW, outline_px=3),
            Overlay("星河彼岸", 48, (0.5, 0.34), font="sans-bold", outline_px=2, letter_spacing_px=10),
            *see.subtitles("Who are you?|你是谁", "I came back for you.|我为你回来", every_ms=2_200),
            see.note("This story is fictional.", BOTTOM, 20),
        ),
        seconds=5,
        fps=30,
    )


def _review() -> Scene:
    see = Prefilter((1080, 1920))
    moon = see.photograph("retina", Camera((0.72, 0.9), over_ms=4_000), (0.9, 0.75, 0.7))
    return Scene(
        moon,
        Overlay("", 40, (0.94, 0.62), font="serif", fade_ms=300, outline_px=1),
        (
            replace(see.title("赤月长明", (0.5, 0.4), WHITE), font="serif"),
            see.note("总导演 赵样片　领衔主演 钱示例 孙试映", (0.5, 0.5), 26),
            see.note("示例影业（北京）有限公司\n样片文化传媒有限责任公司\n联合出品", (0.5, 0.86), 24),
        ),
    )


def _landscape() -> Scene:
    see = Prefilter((1280, 720))
    yard = see.photograph("grass", Camera((1.0, 1.25), over_ms=4_000), (0.55, 0.75, 0.45))
    return Scene(
        yard,
        Overlay("", 24, BOTTOM_LEFT, outline_px=1),
        (
            see.title("青草渡口", (0.5, 0.3)),
            *see.subtitles("船来了 快走", "我不走", "这里是我的家"),
            see.note("第2集", TOP_LEFT, 28),
        ),
        fps=30,
    )


def _late() -> Scene:
    see = Prefilter()
    dawn = gradient(see.size, (28, 30, 70), (210, 110, 70), period_ms=9_000)
    cup = see.photograph("coffee", Camera((1.6, 1.2), (0.7, 0.4), over_ms=4_000), (0.8, 0.8, 1.0))
    return Scene(
        cuts((0, cup), (4_000, dawn)),
        Overlay("", 30, (0.5, 0.9), fade_ms=200, outline_px=1),
        (
            *see.subtitles("妈 我到家了", "饭在桌上", "你怎么不说话"),
            replace(see.title("归途灯火"), from_ms=4_300),
            replace(see.note("快手号：99012345", TOP_RIGHT), from_ms=4_300),
        ),
        seconds=8,
    )


def _labelled() -> Scene:
    see = Prefilter()
    waves = gradient(see.size, (70, 24, 40), (24, 40, 90), period_ms=5_000)
    return Scene(
        noise(waves, 7, seed=11),
        Overlay("", 25, (0.5, 0.955), outline_px=1),
        (
            see.title("夜航茶馆"),
            *see.subtitles("客官 里面请", "先来一壶好茶", "有人在找你"),
            see.note("内容纯属虚构 无不良引导", (0.5, 0.92)),
            see.note("未经授权 禁止转载", BOTTOM, 20),
        ),
    )


def _absent() -> Scene:
    see = Prefilter()
    tower = see.photograph("rocket", Camera((1.5, 1.1), (0.7, 0.5), over_ms=4_000), (1.0, 0.85, 0.8))
    return Scene(
        tower,
        None,
        (
            see.title("闪婚之后"),
            see.note("抖音号：99054321", TOP_RIGHT),
            *see.subtitles("这是我的字", "你拿什么备课", "第3号嘉宾请上台"),
            see.note("本故事纯属虚构 请勿模仿", BOTTOM),
        ),
    )


def _look_alikes() -> Scene:
    see = Prefilter()
    lines = (
        "示例影视文化传媒（北京）有限公司",
        "广播电视节目制作经营许可证（京）字第99345号",
        "信息网络传播视听节目许可证 9907174",
        "网络视听节目许可证：0990487号",
        "京ICP备99032848号-4",
        "粤公网安备 99010402002051号",
        "出品 承制 联合运营",
    )
    return Scene(
        gradient(see.size, (12, 14, 24), (40, 34, 60), period_ms=7_000),
        None,
        (
            see.title("样片出品", (0.5, 0.18), WHITE),
            replace(see.note("\n".join(lines), (0.5, 0.5), 27), row_spacing=2.0),
            see.note("版权所有 侵权必究", BOTTOM),
        ),
    )


def _malformed_no_di() -> Scene:
    see = Prefilter()
    cat = see.photograph("chelsea", Camera((1.3, 1.1), (0.6, 0.4), over_ms=4_000), (0.75, 0.85, 1.0))
    return Scene(
        cat,
        Overlay("", 26, TOP_LEFT, outline_px=1),
        (
            see.title("侯府来客"),
            *see.subtitles("大人 夫人请您过去", "不去", "就说我睡了"),
            see.note("本故事纯属虚构 请勿模仿", BOTTOM),
        ),
    )


def _malformed_no_issuer() -> Scene:
    see = Prefilter()
    wall = see.photograph("brick", Camera((1.4, 1.0), over_ms=4_000), (0.6, 0.7, 0.9))
    return Scene(
        wall,
        Overlay("", 30, (0.5, 0.93), fade_ms=200, font="sans-bold", outline_px=2),
        (see.title("老街重生"), *see.subtitles("这面墙后面 有什么", "别问", "跟我走")),
    )


def _other_platform() -> Scene:
    see = Prefilter()
    stars = see.photograph("hubble_deep_field", Camera((1.6, 1.2), over_ms=4_000), (1.3, 1.1, 1.0))
    return Scene(
        stars,
        Overlay("", 25, TOP_RIGHT, outline_px=1),
        (
            see.title("星落人间"),
            see.note("快手号：99067890", (1, 0.04), 20, 0.6),
            *see.subtitles("师父 山下是什么样子", "下山吧", "去找你的星星"),
        ),
    )
