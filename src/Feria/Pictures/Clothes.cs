namespace Feria.Pictures;

static class Clothes
{
    public static readonly Drawing[] All =
    [
        new("shirt", Shirt, Scene.Wardrobe, Pack.Bag, FocusX: 200, FocusY: 130),
        new("tshirt", Tee, Scene.Wardrobe, Pack.Bag, FocusX: 200, FocusY: 170),
        new("jacket", Jacket, Scene.Wardrobe, Pack.Bag, FocusX: 200, FocusY: 150),
        new("dress", Dress, Scene.Wardrobe, Pack.Bag, FocusX: 200, FocusY: 150),
        new("trousers", Trousers, Scene.Wardrobe, Pack.Bag, FocusX: 200, FocusY: 110),
        new("skirt", Skirt, Scene.Wardrobe, Pack.Bag, FocusX: 200, FocusY: 140),
        new("sweater", Sweater, Scene.Wardrobe, Pack.Bag, FocusX: 200, FocusY: 190),
        new("socks", Socks, Scene.Wardrobe, Pack.Bag, FocusX: 170, FocusY: 140),
        new("scarf", Scarf, Scene.Wardrobe, Pack.Bag, FocusX: 200, FocusY: 200),
    ];

    static void Hanger(Pen pen)
    {
        pen.Line("M200 66V52C200 40 218 44 216 32C214 20 196 20 194 32", pen.Metal(Ink.Steel.Darker()), 5);
        pen.Line("M200 66L118 104M200 66L282 104", Ink.Oak.Darker(.6), 10);
    }

    static void Shirt(Pen pen, Look look)
    {
        pen.Cast("M150 78L90 108L46 226L96 246L112 196V330H288V196L304 246L354 226L310 108L250 78Z");
        Hanger(pen);
        const string Body = "M150 78Q200 104 250 78L296 102Q304 110 302 150V334Q200 346 98 334V150Q96 110 104 102Z";
        pen.Path("M104 102Q92 108 86 124L50 228Q48 238 58 242L90 252L116 184Z", pen.Matte(look.Solid.Darker(.3)));
        pen.Path("M296 102Q308 108 314 124L350 228Q352 238 342 242L310 252L284 184Z", pen.Matte(look.Solid.Darker(.8)));
        pen.Path(Body, pen.Matte(look.Solid));
        using (pen.Inside(Body))
        {
            if (look.Maybe) for (var x = 110; x < 300; x += 18) pen.Line($"M{x} 70V350", look.Main.Lighter(1.6), 3);
        }

        pen.Rect(190, 92, 20, 248, 2, look.Main.Lighter(.7));
        pen.Line("M190 96V338", look.Main.Darker(1), 2);
        for (var y = 124; y < 330; y += 40) pen.Disc(200, y, 4.5, Ink.Snow);
        pen.Path("M156 72L200 104L168 132L142 84Z", pen.Matte(look.Solid.Lighter(.8)));
        pen.Path("M244 72L200 104L232 132L258 84Z", pen.Matte(look.Solid.Lighter(.4)));
        pen.Path("M232 156H276V194L254 206L232 194Z", look.Main.Darker(.6));
        pen.Shade("M98 320Q200 332 302 320V334Q200 346 98 334Z");
    }

    static void Tee(Pen pen, Look look)
    {
        pen.Cast("M146 84L54 140L86 206L118 186V330H282V186L314 206L346 140L254 84Z");
        pen.Path("M152 78L104 94L50 144Q44 152 50 160L84 208L116 182V328Q200 340 284 328V182L316 208L350 160"
            + "Q356 152 350 144"
            + "L296 94L248 78Q200 124 152 78Z", pen.Matte(look.Solid));
        pen.Path("M152 78Q200 124 248 78L256 82Q200 142 144 82Z", look.Main.Darker(1));
        pen.Line("M116 182Q120 150 112 128M284 182Q280 150 288 128", look.Main.Darker(1.2), 3);
        pen.Stitch("M62 166L90 200M338 166L310 200M122 318Q200 330 278 318", look.Main.Darker(1.2));
        switch (look.Pick(4))
        {
            case 0:
                pen.Disc(200, 200, 46, look.Accent);
                pen.Path("M154 206Q178 180 200 204T246 200A46 46 0 0 1 154 206Z", Ink.Cream);
                break;
            case 1:
                pen.Path("M116 196H284V224H116Z", look.Accent);
                pen.Path("M116 230H284V242H116Z", Ink.Cream);
                break;
            case 2:
                pen.Path("M150 236L186 170L208 206L220 188L250 236Z", look.Accent);
                pen.Disc(234, 166, 13, Ink.Gold);
                break;
            default:
                pen.Path("M226 150H266V190L246 198L226 190Z", look.Main.Darker(.7));
                break;
        }
    }

    static void Jacket(Pen pen, Look look)
    {
        pen.Cast("M150 84L88 112L52 300L100 310L116 210V336H284V210L300 310L348 300L312 112L250 84Z");
        Hanger(pen);
        pen.Path("M108 104Q90 112 84 130L50 300Q50 310 60 312L98 318L122 190Z", pen.Matte(look.Solid.Darker(.4)));
        pen.Path("M292 104Q310 112 316 130L350 300Q350 310 340 312L302 318L278 190Z", pen.Matte(look.Solid.Darker(.9)));
        pen.Path("M148 80H252L298 106L300 334Q200 346 100 334L102 106Z", pen.Matte(look.Solid));
        if (look.Maybe)
            for (var y = 132; y < 330; y += 34)
                pen.Line($"M100 {y}Q150 {y + 9} 198 {y}M202 {y}Q250 {y + 9} 300 {y}", look.Main.Darker(1.2), 3);
        else
        {
            pen.Path("M122 142H180V186Q151 196 122 186ZM220 142H278V186Q249 196 220 186Z", look.Main.Darker(.7));
            pen.Path("M120 138H182V152L151 162L120 152ZM218 138H280V152L249 162L218 152Z", look.Main.Lighter(.7));
            pen.Line("M124 240L150 300M276 240L250 300", look.Main.Darker(1.6), 5);
        }

        pen.Path("M146 82Q144 56 168 56H232Q256 56 254 82L228 106H172Z", pen.Matte(look.Solid.Darker(.5)));
        pen.Path("M168 60H232L214 104H186Z", look.Accent.Darker(.4));
        pen.Rect(197, 98, 6, 242, 2, pen.Metal(Ink.Steel));
        pen.Rect(195, 102, 10, 22, 3, pen.Metal(Ink.Steel.Lighter()));
        pen.Path("M100 316Q200 328 300 316V334Q200 346 100 334Z", look.Main.Darker(1.2));
        pen.Line("M54 292L100 300M346 292L300 300", look.Main.Darker(1.6), 6);
    }

    static void Dress(Pen pen, Look look)
    {
        pen.Cast("M160 66L150 160L80 340H320L250 160L240 66Z");
        const string Cloth = "M160 60Q166 96 200 98T240 60L250 66Q246 110 254 168Q300 250 326 334Q200 366 74 334"
            + "Q100 250 146 168"
            + "Q154 110 150 66Z";
        pen.Path(Cloth, pen.Matte(look.Solid));
        using (pen.Inside(Cloth))
        {
            if (look.Maybe)
                for (var i = 0; i < 18; i++)
                {
                    int x = 92 + i % 6 * 42 + i / 6 % 2 * 20, y = 110 + i / 6 * 84 + i % 2 * 12;
                    pen.Line($"M{x} {y}m-6 0h0m12 0h0m-6 -6h0m0 12h0", look.Accent.Lighter(1), 9);
                    pen.Disc(x, y, 4, Ink.Gold);
                }

            pen.Line("M170 176Q140 260 126 350M200 176V356M230 176Q260 260 274 350", look.Main.Darker(1), 4);
            pen.Path("M256 168Q300 250 330 334L270 350Q264 250 240 172Z", "#3a24301f");
        }

        pen.Path("M146 160Q200 174 254 160L257 180Q200 192 143 180Z", look.Accent.Darker(.6));
        pen.Line("M160 62Q166 98 200 100T240 62", look.Main.Darker(1.2), 3);
    }

    static void Trousers(Pen pen, Look look)
    {
        pen.Cast("M136 50H264L292 346H226L200 150L174 346H108Z");
        pen.Path("M134 46H266L294 340Q294 348 286 348H234Q226 348 224 340L200 156L176 340Q174 348 166 348H114"
            + "Q106 348 106 340Z",
            pen.Matte(look.Solid));
        pen.Path("M134 44H266L268 68H132Z", look.Main.Darker(.7));
        pen.Line("M152 42V70M248 42V70M200 70V150M200 156V120", look.Main.Darker(1.6), 4);
        pen.Line("M134 90Q160 92 164 70M266 90Q240 92 236 70", look.Main.Darker(1.4), 3);
        pen.Stitch("M206 72V112Q206 124 200 128", look.Of(Ink.Gold, look.Main.Lighter(2)));
        pen.Stitch("M112 334H174M226 334H288M140 100L120 320M260 100L280 320", look.Of(Ink.Gold, look.Main.Lighter(2)));
        pen.Disc(200, 56, 6, pen.Metal(Ink.Gold));
        pen.Path("M176 150L160 330Q150 240 156 130Z", "#ffffff1c");
        pen.Shade("M200 156L224 340H246Q240 220 214 140Z");
    }

    static void Skirt(Pen pen, Look look)
    {
        pen.Cast("M146 100H254L334 310Q200 346 66 310Z");
        const string Cloth = "M146 92H254L336 302Q200 346 64 302Z";
        pen.Path(Cloth, pen.Matte(look.Solid));
        using (pen.Inside(Cloth))
            for (var i = -3; i <= 3; i++)
            {
                pen.Path($"M{200 + i * 15} 92L{200 + i * 46} 344L{214 + i * 46} 344Z", look.Main.Darker(1));
                if (i % 2 == 0)
                    pen.Path($"M{202 + i * 15} 92L{182 + i * 46} 344L{196 + i * 46} 344Z", look.Main.Lighter(.9));
            }

        pen.Path("M144 84H256V112Q200 122 144 112Z", look.Main.Darker(.8));
        pen.Disc(242, 99, 6, pen.Ball(Ink.Gold));
        pen.Stitch("M72 296Q200 336 328 296", look.Main.Lighter(2));
    }

    static void Sweater(Pen pen, Look look)
    {
        pen.Cast("M146 78L90 104L40 290L94 308L116 220V330H284V220L306 308L360 290L310 104L254 78Z");
        pen.Path("M106 96Q88 102 82 124L40 280L92 302L124 200Z", pen.Matte(look.Solid.Darker(.3)));
        pen.Path("M294 96Q312 102 318 124L360 280L308 302L276 200Z", pen.Matte(look.Solid.Darker(.8)));
        const string Body = "M148 74Q200 98 252 74L298 100L294 318Q200 332 106 318L102 100Z";
        pen.Path(Body, pen.Matte(look.Solid));
        using (pen.Inside(Body))
            for (var row = 0; row < 3; row++)
            {
                var y = 144 + row * 56;
                var zigzag = $"M92 {y}";
                for (var i = 0; i < 9; i++) zigzag += i % 2 == 0 ? "l13 -14l13 14" : "l13 -14l13 14";
                pen.Line(zigzag, row == 1 ? Ink.Cream : look.Accent, 6);
                for (var x = 105; x < 300; x += 26) pen.Disc(x, y + 14, 4, row == 1 ? look.Accent : Ink.Cream);
            }

        pen.Path("M106 306Q200 320 294 306V336Q200 348 106 336Z", look.Main.Darker(.6));
        for (var x = 114; x < 292; x += 11) pen.Line($"M{x} 316V336", look.Main.Darker(1.6), 3);
        pen.Path("M40 276L94 296L88 322L34 300ZM360 276L306 296L312 322L366 300Z", look.Main.Darker(.6));
        pen.Path("M148 74Q156 62 200 62T252 74Q200 114 148 74Z", look.Main.Darker(1.3));
        pen.Line("M148 76Q200 116 252 76", look.Main.Lighter(.8), 10);
    }

    static void Socks(Pen pen, Look look)
    {
        pen.Cast("M120 70H196V220L250 290Q256 330 210 330L120 250Z");
        foreach (var (x, ink) in new[] { (66, look.Solid.Darker(.4)), (0, look.Solid) })
            using (pen.Move(x, x / 8))
            {
                const string Sock = "M104 66H178V204Q180 222 200 234L254 268Q276 290 256 316Q244 330 216 322"
                    + "L138 284Q104 266 104 226Z";
                pen.Path(Sock, pen.Matte(ink));
                using (pen.Inside(Sock))
                {
                    pen.Path("M250 250L290 300L230 340L214 316Z", look.Accent);
                    pen.Path("M90 226Q120 210 150 236L120 290H90Z", look.Accent);
                    for (var y = 122; y < 200; y += 28) pen.Line($"M96 {y}H186", look.Main.Lighter(2), 9);
                    pen.Rect(96, 60, 90, 36, 0, look.Accent);
                    for (var at = 112; at < 178; at += 10) pen.Line($"M{at} 66V96", look.Accent.Darker(1), 3);
                }
            }
    }

    static void Scarf(Pen pen, Look look)
    {
        pen.Cast("M92 130Q200 60 308 130L280 210L296 330H226L200 220L150 330H96L130 210Z");
        pen.Path("M214 186L292 176L306 318H232Z", pen.Matte(look.Solid.Darker(.5)));
        pen.Path("M128 180L200 190L166 336L92 324Z", pen.Matte(look.Solid));
        foreach (var (x, y) in new[] { (98, 328), (112, 331), (126, 333), (140, 335), (154, 337), (238, 320),
            (254, 320), (270, 320), (286, 320), (300, 320) })
            pen.Line($"M{x} {y}v16", look.Main.Darker(1), 5);
        pen.Line("M104 268L180 284M98 294L172 310M236 270L300 264M238 294L304 290", look.Accent, 10);
        pen.Path("M84 138Q110 80 200 80T316 138Q318 186 200 206T84 138Z", pen.Matte(look.Solid));
        pen.Path("M120 138Q140 108 200 108T280 138Q260 164 200 166T120 138Z", look.Main.Darker(2));
        pen.Line("M92 160Q150 200 220 200M310 156Q290 186 250 196", look.Accent, 8);
        pen.Path("M150 184Q200 172 240 190Q238 216 196 220T150 184Z", pen.Matte(look.Solid.Lighter(.4)));
    }
}
