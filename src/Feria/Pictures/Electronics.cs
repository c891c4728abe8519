namespace Feria.Pictures;

static class Electronics
{
    public static readonly Drawing[] All =
    [
        new("phone", Phone, Scene.Desk, FocusX: 262, FocusY: 140),
        new("tablet", Tablet, Scene.Desk, FocusX: 130, FocusY: 150),
        new("laptop", Laptop, Scene.Desk, FocusX: 150, FocusY: 270),
        new("monitor", Monitor, Scene.Desk, FocusX: 260, FocusY: 150),
        new("tv", Television, Scene.Room, FocusX: 110, FocusY: 170),
        new("headphones", Headphones, Scene.Desk, FocusX: 120, FocusY: 230),
        new("earbuds", Earbuds, Scene.Desk, FocusX: 200, FocusY: 200),
        new("speaker", Speaker, Scene.Room, FocusX: 200, FocusY: 260),
        new("camera", Camera, Scene.Outdoors, Pack.Bag, FocusX: 210, FocusY: 230),
        new("watch", Watch, Scene.Desk, FocusX: 200, FocusY: 190),
        new("gamepad", Gamepad, Scene.Playroom, FocusX: 260, FocusY: 220),
        new("mouse", Mouse, Scene.Desk, FocusX: 190, FocusY: 240),
        new("keypad", Keypad, Scene.Desk, FocusX: 150, FocusY: 260),
        new("router", Router, Scene.Room, FocusX: 150, FocusY: 290),
        new("drone", Drone, Scene.Outdoors, FocusX: 200, FocusY: 220),
        new("charger", Charger, Scene.Desk, FocusX: 190, FocusY: 200),
    ];

    static void Wallpaper(Pen pen, Look look, int x, int y, int width, int height)
    {
        var (right, low) = (x + width, y + height);
        pen.Rect(x, y, width, height, 6, pen.Blend(look.Accent.Lighter(2.4), look.Main.Lighter(.6)));
        pen.Disc(x + width * .68, y + height * .34, Math.Min(width, height) * .13, Ink.Snow.Alpha(.85));
        using (pen.Inside($"M{x} {y}H{right}V{low}H{x}Z"))
        {
            pen.Path($"M{x} {low - height / 3}q{width / 4} {-height / 4} {width / 2} 0t{width / 2} {-height / 9}"
                + $"V{low}H{x}Z",
                look.Main.Darker(.4));
            pen.Path($"M{x} {low - height / 6}q{width / 3} {-height / 6} {width * 2 / 3} 0t{width / 2} 0V{low}H{x}Z",
                look.Main.Darker(2));
        }
    }

    static void Phone(Pen pen, Look look)
    {
        var cameras = look.Between(2, 3);
        pen.Shadow(208, 104);
        using (pen.Turn(9, 240, 330))
        {
            pen.Rect(192, 86, 122, 240, 24, pen.Metal(look.Main.Darker(1)));
            pen.Rect(195, 88, 116, 236, 21, pen.Gloss(look.Solid));
            pen.Rect(242, 98, 58, 24 + cameras * 24, 18, look.Main.Darker(1).Alpha(.7));
            for (var i = 0; i < cameras; i++)
            {
                pen.Disc(262 + i % 2 * 18, 121 + i * 24, 12, pen.Metal(look.Main.Darker(2)));
                pen.Disc(262 + i % 2 * 18, 121 + i * 24, 8, pen.Ball(Ink.Coal));
            }
        }

        using (pen.Turn(-4, 150, 330))
        {
            pen.Rect(92, 80, 126, 250, 25, pen.Metal(look.Main.Darker(1.4)));
            pen.Rect(96, 84, 118, 242, 21, Ink.Coal);
            Wallpaper(pen, look, 103, 91, 104, 228);
            pen.Rect(138, 97, 34, 9, 4.5, Ink.Coal);
            for (var i = 0; i < 4; i++) pen.Rect(112 + i * 23, 286, 17, 17, 5, Ink.Snow.Alpha(.8 - i % 2 * .25));
            pen.Path("M103 91H150L103 210Z", "#ffffff26");
        }
    }

    static void Tablet(Pen pen, Look look)
    {
        pen.Shadow(206, 130);
        pen.Path("M246 330L300 206L318 214L286 330Z", pen.Matte(look.Main.Darker(1.4)));
        using (pen.Turn(-3, 200, 330))
        {
            pen.Rect(66, 128, 262, 198, 18, pen.Metal(look.Solid));
            pen.Rect(71, 133, 252, 188, 14, Ink.Coal);
            Wallpaper(pen, look, 82, 144, 230, 166);
            pen.Path("M82 144H190L110 310H82Z", "#ffffff22");
        }

        if (look.Maybe) using (pen.Turn(24, 330, 250)) pen.Rect(332, 138, 12, 192, 6, pen.Matte(Ink.Snow));
    }

    static void Laptop(Pen pen, Look look)
    {
        var shell = look.Solid;
        pen.Shadow(200, 160, 322);
        pen.Path("M92 96Q92 84 104 84H296Q308 84 308 96V262H92Z", pen.Metal(shell));
        pen.Rect(99, 91, 202, 166, 6, Ink.Coal);
        Wallpaper(pen, look, 107, 100, 186, 144);
        pen.Path("M107 100H210L140 244H107Z", "#ffffff22");
        pen.Path("M92 262H308L352 312H48Z", pen.Down(shell.Lighter(.6)));
        pen.Path("M112 268H288L310 292H90Z", shell.Darker(1.4));
        pen.Line("M116 273H284M109 280H291M102 287H298", Ink.Coal.Alpha(.75), 4.5);
        pen.Path("M168 296H232L236 308H164Z", shell.Darker(.5));
        pen.Path("M48 312H352Q352 324 336 324H64Q48 324 48 312Z", pen.Metal(shell.Darker(.4)));
    }

    static void Monitor(Pen pen, Look look)
    {
        pen.Shadow(200, 90);
        pen.Path("M184 250H216L222 318H178Z", pen.Metal(Ink.Steel.Darker(.6)));
        pen.Path("M134 320Q200 306 266 320L272 330H128Z", pen.Metal(Ink.Steel));
        pen.Rect(46, 82, 308, 186, 10, pen.Matte(Ink.Coal));
        Wallpaper(pen, look, 54, 90, 292, 160);
        pen.Path("M54 90H206L116 250H54Z", "#ffffff22");
        pen.Rect(46, 254, 308, 14, 7, Ink.Coal.Lighter(1.4));
        pen.Disc(330, 261, 2.5, Ink.Leaf.Lighter(2));
    }

    static void Television(Pen pen, Look look)
    {
        pen.Shadow(200, 166);
        pen.Path("M110 276L96 328H108L126 276ZM290 276L304 328H292L274 276Z", pen.Metal(Ink.Coal.Lighter()));
        pen.Rect(26, 92, 348, 200, 8, pen.Matte(Ink.Coal));
        Wallpaper(pen, look, 32, 98, 336, 186);
        for (var i = 0; i < 4; i++) pen.Rect(56 + i * 76, 226, 66, 42, 5, Ink.Snow.Alpha(.28 + i % 2 * .18));
        pen.Path("M32 98H220L110 284H32Z", "#ffffff1c");
    }

    static void Headphones(Pen pen, Look look)
    {
        pen.Shadow(200, 110);
        pen.Line("M104 240C92 60 308 60 296 240", look.Main.Darker(1.4), 22);
        pen.Line("M104 236C96 66 304 66 296 236", pen.Matte(look.Solid), 15);
        pen.Line("M128 150C146 104 254 104 272 150", look.Accent.Darker(.5), 13);
        pen.Line("M102 214V246M298 214V246", pen.Metal(Ink.Steel), 9);
        foreach (var (x, lean) in new[] { (106, 7), (294, -7) })
            using (pen.Turn(lean, x, 270))
            {
                pen.Rect(x + lean * 2 - 24, 212, 48, 112, 24, pen.Matte(Ink.Coal.Lighter()));
                pen.Rect(x - lean - 27, 206, 46, 122, 23, pen.Gloss(look.Solid));
                pen.Rect(x - lean - 15, 228, 22, 78, 11, look.Main.Darker(.8));
            }

        pen.Shine("M126 122C148 88 190 80 214 82");
    }

    static void Earbuds(Pen pen, Look look)
    {
        pen.Shadow(200, 100);
        pen.Path("M104 206Q104 128 200 128T296 206L290 222H110Z", pen.Matte(look.Solid.Darker(.6)));
        pen.Path("M118 208Q118 144 200 144T282 208V222H118Z", look.Main.Darker(2.2));
        foreach (var x in new[] { 158, 242 })
        {
            pen.Rect(x - 10, 190, 20, 70, 10, pen.Gloss(look.Solid));
            pen.Disc(x, 188, 25, pen.Ball(look.Solid));
            pen.Oval(x + (x < 200 ? 10 : -10), 194, 9, 12, Ink.Coal.Alpha(.8));
        }

        pen.Path("M98 224H302V270Q302 330 240 330H160Q98 330 98 270Z", pen.Gloss(look.Solid));
        pen.Line("M100 226H300", look.Main.Darker(1.4), 3);
        pen.Disc(200, 262, 4, Ink.Leaf.Lighter(1.5));
        pen.Shine("M116 246V280");
    }

    static void Speaker(Pen pen, Look look)
    {
        var round = look.Maybe;
        pen.Shadow(200, round ? 84 : 96);
        pen.Rect(round ? 124 : 112, 74, round ? 152 : 176, 256, round ? 60 : 22, pen.Matte(look.Solid));
        pen.Rect(round ? 134 : 124, 110, round ? 132 : 152, 210, round ? 50 : 14, look.Main.Darker(1.6));
        pen.Disc(200, 252, 56, pen.Ball(Ink.Coal.Lighter()));
        pen.Ring(200, 252, 54, 5, look.Accent);
        pen.Disc(200, 252, 24, pen.Ball(Ink.Coal));
        pen.Disc(200, 154, 28, pen.Ball(Ink.Coal.Lighter()));
        pen.Disc(200, 154, 11, pen.Ball(look.Accent));
        pen.Line("M184 92h0M200 92h0M216 92h0", Ink.Snow.Alpha(.8), 7);
        pen.Shine(round ? "M138 150V270" : "M122 100V300", 4);
    }

    static void Camera(Pen pen, Look look)
    {
        pen.Shadow(200, 136);
        pen.Line("M70 176C20 90 120 40 196 60S380 90 330 176", Ink.Walnut.Darker(.6), 8);
        pen.Path("M142 152L158 118H238L254 152Z", pen.Metal(Ink.Steel));
        pen.Rect(64, 148, 272, 182, 22, pen.Matte(look.Solid));
        pen.Rect(64, 148, 272, 44, 20, pen.Metal(Ink.Steel));
        pen.Rect(90, 134, 38, 16, 5, pen.Metal(Ink.Steel.Darker()));
        pen.Disc(302, 168, 9, pen.Ball(Ink.Brick));
        pen.Rect(84, 158, 40, 20, 4, Ink.Coal);
        pen.Disc(204, 246, 76, pen.Metal(Ink.Steel.Darker(.5)));
        pen.Disc(204, 246, 66, pen.Ball(Ink.Coal));
        pen.Ring(204, 246, 48, 4, Ink.Steel.Darker(2));
        pen.Disc(204, 246, 42, pen.Ball(Ink.Night.Darker()));
        pen.Disc(204, 246, 20, pen.Ball(look.Accent.Darker(3)));
        pen.Path("M172 232A36 36 0 0 1 206 204Q186 214 172 232Z", "#ffffffaa");
        pen.Disc(222, 266, 5, "#ffffff77");
    }

    static void Watch(Pen pen, Look look)
    {
        var smart = look.Maybe;
        pen.Cast("M164 40H236L244 130V270L236 362H164L156 270V130Z");
        pen.Path("M166 36H234L246 130H154Z", pen.Matte(look.Solid));
        pen.Path("M154 262H246L234 366Q200 374 166 366Z", pen.Matte(look.Solid));
        pen.Stitch("M174 44L164 126M226 44L236 126M164 268L174 358M236 268L226 358", look.Main.Lighter(2));
        for (var y = 300; y < 350; y += 16) pen.Disc(200, y, 3.5, look.Main.Darker(2.4));
        pen.Rect(280, 186, 14, 26, 5, pen.Metal(Ink.Steel));
        if (smart)
        {
            pen.Rect(124, 118, 156, 164, 40, pen.Metal(Ink.Steel.Darker(.4)));
            pen.Rect(132, 126, 140, 148, 33, Ink.Coal);
            pen.Ring(202, 200, 50, 10, look.Accent.Darker());
            pen.Line("M202 150A50 50 0 1 1 156 218", Ink.Leaf.Lighter(2), 10);
            pen.Line("M178 186V212M202 176V212M226 192V212", Ink.Snow, 9);
            pen.Path("M140 160Q142 134 176 132L144 226Z", "#ffffff1f");
            return;
        }

        pen.Disc(200, 200, 84, pen.Metal(look.Of(Ink.Steel, Ink.Gold)));
        pen.Disc(200, 200, 70, pen.Ball(look.Of(Ink.Snow, Ink.Night, Ink.Cream, Ink.Coal)));
        for (var i = 0; i < 12; i++)
            using (pen.Turn(i * 30, 200, 200)) pen.Line("M200 140V148", Ink.Gold, i % 3 == 0 ? 6 : 3);
        pen.Line("M200 200L172 168", Ink.Steel.Darker(), 7);
        pen.Line("M200 200L244 170", Ink.Steel.Darker(), 5);
        pen.Line("M188 216L222 152", Ink.Brick, 2.5);
        pen.Disc(200, 200, 6, Ink.Gold);
        pen.Path("M146 156A70 70 0 0 1 226 136L160 236A70 70 0 0 1 146 156Z", "#ffffff2a");
    }

    static void Gamepad(Pen pen, Look look)
    {
        pen.Shadow(200, 130, 318);
        const string Body = "M120 150H280C340 150 360 250 356 290C352 330 308 330 284 292L270 270H130L116 292"
            + "C92 330 48 330 44 290C40 250 60 150 120 150Z";
        pen.Rect(98, 136, 60, 26, 12, look.Main.Darker(2));
        pen.Rect(242, 136, 60, 26, 12, look.Main.Darker(2));
        pen.Path(Body, pen.Matte(look.Solid));
        pen.Path("M112 192H128V176H144V192H160V208H144V224H128V208H112Z", Ink.Coal);
        foreach (var (x, y, hue) in new[] { (278, 178, 150), (302, 202, 30), (254, 202, 250), (278, 226, 90) })
            pen.Disc(x, y, 11.5, pen.Ball(new Ink(.68, .13, hue)));
        foreach (var x in new[] { 164, 236 })
        {
            pen.Disc(x, 250, 25, look.Main.Darker(1.8));
            pen.Disc(x, 246, 19, pen.Ball(Ink.Coal.Lighter()));
        }

        pen.Rect(178, 174, 44, 26, 6, Ink.Coal);
        pen.Line("M188 214h0M212 214h0", Ink.Coal, 9);
        pen.Shine("M76 196Q88 166 118 162");
    }

    static void Mouse(Pen pen, Look look)
    {
        pen.Shadow(204, 86, 318);
        using (pen.Turn(14, 200, 220))
        {
            pen.Path("M200 106C262 106 276 160 276 226C276 290 250 320 200 320S124 290 124 226"
                + "C124 160 138 106 200 106Z",
                pen.Ball(look.Solid));
            pen.Line("M200 108V206M126 208Q200 228 274 208", look.Main.Darker(1.6), 3);
            pen.Rect(191, 138, 18, 46, 9, Ink.Coal);
            pen.Rect(194, 146, 12, 26, 6, look.Accent);
            pen.Shine("M146 168Q150 136 174 124", 6);
        }
    }

    static void Keypad(Pen pen, Look look)
    {
        pen.Shadow(200, 166, 306);
        pen.Path("M58 206H342L366 300Q366 308 356 308H44Q34 308 34 300Z", pen.Matte(look.Solid));
        pen.Path("M34 300Q34 318 46 318H354Q366 318 366 300L356 308H44Z", look.Main.Darker(2));
        for (var row = 0; row < 4; row++)
        {
            int left = 66 - row * 6, wide = 270 + row * 12, keys = 12, step = wide / keys;
            for (var key = 0; key < keys; key++)
            {
                if (row == 3 && key is > 2 and < 9) continue;
                var cap = (row, key) is (0, 0) or (2, 11) ? look.Accent : look.Main.Lighter(1.6);
                pen.Rect(left + key * step, 216 + row * 21, step - 4, 16, 4,
                    row == 1 && key == 11 ? look.Accent.Darker() : cap);
            }
        }

        pen.Rect(122, 279, 152, 16, 4, look.Main.Lighter(1.6));
    }

    static void Router(Pen pen, Look look)
    {
        pen.Shadow(200, 130);
        foreach (var (x, lean) in new[] { (96, -9), (164, -3), (236, 3), (304, 9) })
            using (pen.Turn(lean, x, 270)) pen.Rect(x - 7, 112, 14, 160, 7, pen.Matte(Ink.Coal.Lighter(.5)));
        pen.Path("M70 268H330L350 312Q352 328 334 328H66Q48 328 50 312Z", pen.Matte(look.Solid));
        pen.Path("M70 268H330L340 290H60Z", look.Main.Lighter(1.2));
        for (var i = 0; i < 5; i++) pen.Disc(84 + i * 20, 309, 4, i < 4 ? Ink.Leaf.Lighter(1.6) : Ink.Gold);
        pen.Line("M262 309H316", look.Main.Darker(1.6), 4);
    }

    static void Drone(Pen pen, Look look)
    {
        pen.Oval(212, 334, 110, 11, pen.Glow(Ink.Coal, .35));
        pen.Line("M200 220L84 172M200 220L316 172M200 220L110 254M200 220L290 254", Ink.Coal.Lighter(), 13);
        foreach (var (x, y) in new[] { (84, 166), (316, 166), (108, 250), (292, 250) })
        {
            pen.Rect(x - 9, y - 14, 18, 26, 6, pen.Metal(Ink.Steel));
            pen.Oval(x, y - 16, 62, 9, Ink.Steel.Alpha(.45));
            pen.Line($"M{x - 58} {y - 13}L{x + 58} {y - 19}", Ink.Coal.Alpha(.55), 4);
        }

        pen.Path("M140 212Q150 172 200 172T260 212L250 250Q200 266 150 250Z", pen.Gloss(look.Solid));
        pen.Rect(176, 238, 48, 44, 12, pen.Matte(Ink.Coal.Lighter(.4)));
        pen.Disc(200, 260, 15, pen.Ball(Ink.Night));
        pen.Disc(195, 255, 4, "#ffffffaa");
        pen.Line("M156 250L146 300M244 250L254 300M128 302H166M234 302H272", Ink.Coal.Lighter(), 6);
    }

    static void Charger(Pen pen, Look look)
    {
        pen.Shadow(196, 110);
        pen.Line("M246 262C330 262 350 320 290 318S230 280 330 250", look.Accent.Darker(.4), 8);
        pen.Rect(118, 128, 136, 202, 26, pen.Matte(look.Solid));
        pen.Rect(118, 128, 136, 60, 26, look.Main.Lighter(1).Alpha(.6));
        pen.Rect(158, 154, 56, 12, 6, Ink.Coal);
        pen.Path("M192 214L160 266H184L176 306L212 250H188Z", look.Accent.Lighter(.6));
        pen.Shine("M132 180V300");
    }
}
