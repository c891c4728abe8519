namespace Feria.Pictures;

static class Outdoors
{
    public static readonly Drawing[] All =
    [
        new("tent", Tent, Scene.Outdoors, Pack.Bag, FocusX: 190, FocusY: 250),
        new("sleepingbag", SleepingBag, Scene.Outdoors, Pack.Bag, FocusX: 130, FocusY: 230),
        new("lantern", Lantern, Scene.Outdoors, FocusX: 200, FocusY: 210),
        new("hammock", Hammock, Scene.Outdoors, Pack.Bag, FocusX: 150, FocusY: 220),
        new("cooler", Cooler, Scene.Outdoors, FocusX: 150, FocusY: 190),
        new("grill", Grill, Scene.Outdoors, FocusX: 200, FocusY: 170),
        new("watercan", WateringCan, Scene.Outdoors, FocusX: 190, FocusY: 250),
        new("spade", GardenTools, Scene.Outdoors, FocusX: 150, FocusY: 250),
    ];

    static void Tent(Pen pen, Look look)
    {
        pen.Shadow(200, 170);
        pen.Path("M200 96L384 326H260Z", pen.Matte(look.Solid.Darker(1)));
        pen.Path("M176 92L40 328H292Q300 200 176 92Z", pen.Matte(look.Solid));
        pen.Path("M176 92Q300 196 292 328L384 326Q330 180 196 88Z", look.Main.Darker(1.4));
        pen.Path("M168 140Q120 230 108 328H230Q226 220 168 140Z", Ink.Coal.Lighter(.6));
        pen.Path("M168 140Q120 230 108 328H134Q170 300 168 140Z", look.Accent.Lighter(.8));
        pen.Path("M168 140Q226 220 230 328H206Q176 290 168 140Z", look.Accent);
        pen.Line("M176 92L40 328M176 92Q300 196 292 328", look.Main.Lighter(1.6), 5);
        pen.Line("M40 328L16 340M384 326L394 338M176 92L168 74", Ink.Coal, 3);
    }

    static void SleepingBag(Pen pen, Look look)
    {
        pen.Shadow(200, 150);
        pen.Path("M78 160Q136 118 214 150L332 226Q366 262 340 306Q320 330 280 324L120 306Q60 290 58 226Q60 180 78 160Z",
            pen.Matte(look.Solid));
        pen.Path("M84 172Q128 138 180 160Q204 190 180 240Q150 286 108 280Q70 262 70 224Q72 188 84 172Z",
            look.Accent.Lighter(1.2));
        pen.Path("M100 192Q130 168 158 186Q170 206 152 236Q132 258 108 254Q88 240 88 220Q90 202 100 192Z", Ink.Cream);
        foreach (var x in new[] { 216, 250, 284 })
            pen.Line($"M{x} {150 + (x - 214) * 60 / 100}"
                + $"Q{x + 20} {230 + (x - 214) / 3} {x - 24} {318 + (x - 216) / 12}", look.Main.Darker(1.1), 4);
        pen.Line("M182 240L300 322", Ink.Steel, 4);
        pen.Path("M312 214L338 230L366 204L344 190Z", look.Accent);
    }

    static void Lantern(Pen pen, Look look)
    {
        pen.Oval(200, 214, 170, 140, pen.Glow(Ink.Gold.Lighter(2), .7));
        pen.Shadow(200, 70);
        pen.Line("M150 128C120 40 280 40 250 128", Ink.Steel.Darker(), 6);
        pen.Path("M164 128L176 92H224L236 128Z", pen.Metal(look.Solid));
        pen.Rect(146, 124, 108, 22, 8, pen.Gloss(look.Solid));
        pen.Rect(152, 146, 96, 128, 20, pen.Blend(Ink.Gold.Lighter(3), Ink.Gold.Lighter(1)));
        pen.Path("M200 250Q172 220 200 166Q228 220 200 250Z", Ink.Snow);
        pen.Line("M158 150V270M242 150V270M152 188H248M152 232H248", pen.Metal(Ink.Steel.Darker(.5)), 4);
        pen.Path("M144 270H256L270 318Q272 330 258 330H142Q128 330 130 318Z", pen.Gloss(look.Solid));
        pen.Disc(200, 302, 12, pen.Metal(Ink.Gold));
    }

    static void Hammock(Pen pen, Look look)
    {
        pen.Shadow(200, 150);
        pen.Line("M60 320L44 120M340 320L356 120", pen.Matte(Ink.Walnut), 15);
        pen.Line("M46 130L88 190M46 130L98 178M46 130L80 206M354 130L312 190M354 130L302 178M354 130L320 206",
            Ink.Kraft.Darker(), 3);
        const string Cloth = "M78 178Q110 168 200 232Q290 168 322 178Q336 200 318 214Q270 300 200 302T82 214"
            + "Q64 200 78 178Z";
        pen.Path(Cloth, pen.Matte(look.Solid));
        using (pen.Inside(Cloth))
            foreach (var (x, ink) in new[] { (120, look.Accent), (160, Ink.Cream), (200, look.Accent.Lighter(1)),
                (240, Ink.Cream), (280, look.Accent) })
                pen.Line($"M{x} 150Q{x + (x - 200) / -6} 240 {x} 320", ink, 13);
        pen.Path("M96 190Q140 190 200 250Q260 190 304 190Q270 262 200 268T96 190Z", "#3a243030");
    }

    static void Cooler(Pen pen, Look look)
    {
        pen.Shadow(200, 140);
        pen.Line("M92 176C80 100 320 100 308 176", Ink.Steel.Darker(), 10);
        pen.Rect(72, 196, 256, 134, 18, pen.Gloss(look.Solid));
        pen.Rect(62, 158, 276, 48, 18, pen.Matte(Ink.Snow));
        pen.Line("M66 204H334", look.Main.Darker(1.4), 4);
        pen.Rect(180, 186, 40, 34, 6, pen.Matte(Ink.Coal.Lighter()));
        pen.Rect(104, 236, 192, 20, 10, Ink.Snow.Alpha(.8));
        pen.Path("M150 306L176 272L194 296L206 284L222 306Z", Ink.Snow.Alpha(.9));
        pen.Shine("M88 220V300", 6);
    }

    static void Grill(Pen pen, Look look)
    {
        pen.Shadow(200, 120);
        pen.Line("M146 240L110 322M254 240L290 322M200 240V300M128 290H272", pen.Metal(Ink.Steel.Darker()), 9);
        pen.Disc(286, 316, 15, Ink.Coal);
        pen.Path("M92 188H308Q304 264 200 264T92 188Z", pen.Gloss(look.Solid));
        pen.Path("M92 176Q100 84 200 84T308 176Z", pen.Gloss(look.Solid));
        pen.Rect(86, 174, 228, 14, 6, pen.Metal(Ink.Steel));
        pen.Line("M170 96Q200 74 230 96", pen.Matte(look.Wood), 10);
        pen.Disc(250, 138, 14, pen.Metal(Ink.Steel));
        pen.Line("M168 60Q156 46 168 30M206 54Q194 38 206 20M244 60Q232 46 244 30", Ink.Snow.Alpha(.6), 6);
        pen.Shine("M116 158Q128 118 164 104", 6);
    }

    static void WateringCan(Pen pen, Look look)
    {
        pen.Shadow(214, 110);
        pen.Path("M170 290L70 168L88 156L190 236Z", pen.Matte(look.Solid.Darker(.5)));
        pen.Path("M50 186L84 140L100 154L66 198Z", pen.Metal(Ink.Gold));
        pen.Line("M196 190C190 96 316 96 318 200S318 290 300 292", pen.Matte(look.Solid.Darker(.8)), 15);
        pen.Path("M160 186H300L310 312Q310 330 292 330H168Q150 330 150 312Z", pen.Gloss(look.Solid));
        pen.Oval(230, 186, 70, 15, look.Main.Darker(2));
        pen.Line("M158 214H303M152 296H309", look.Main.Lighter(1.6), 5);
        pen.Line("M50 200Q36 214 36 232M60 206Q52 224 54 240M44 196Q24 202 18 216", Ink.Sky.Darker(), 3.5);
        pen.Shine("M176 226L170 290", 6);
    }

    static void GardenTools(Pen pen, Look look)
    {
        pen.Shadow(200, 120);
        using (pen.Turn(-16, 140, 220))
        {
            pen.Rect(130, 60, 24, 116, 11, pen.Matte(look.Wood));
            pen.Rect(137, 168, 10, 46, 3, pen.Metal(Ink.Steel));
            pen.Path("M112 206H172V258Q172 306 142 328Q112 306 112 258Z", pen.Metal(Ink.Steel.Lighter()));
            pen.Line("M142 214V312", Ink.Steel.Darker(), 3);
            pen.Rect(130, 60, 24, 34, 11, look.Main);
        }

        using (pen.Turn(14, 256, 220))
        {
            pen.Rect(244, 60, 24, 116, 11, pen.Matte(look.Wood));
            pen.Rect(251, 168, 10, 46, 3, pen.Metal(Ink.Steel));
            pen.Line("M226 324Q220 220 256 214Q292 220 286 324M256 214V326", pen.Metal(Ink.Steel), 10);
            pen.Rect(244, 60, 24, 34, 11, look.Main);
        }
    }
}
