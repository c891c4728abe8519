namespace Feria.Pictures;

static class Appliances
{
    public static readonly Drawing[] All =
    [
        new("kettle", Kettle, Scene.Kitchen, FocusX: 260, FocusY: 170),
        new("blender", Blender, Scene.Kitchen, FocusX: 200, FocusY: 290),
        new("coffeemaker", CoffeeMaker, Scene.Kitchen, FocusX: 190, FocusY: 220),
        new("toaster", Toaster, Scene.Kitchen, FocusX: 170, FocusY: 180),
        new("mixer", Mixer, Scene.Kitchen, FocusX: 170, FocusY: 150),
        new("microwave", Microwave, Scene.Kitchen, FocusX: 300, FocusY: 220),
        new("fridge", Fridge, Scene.Kitchen, Pack.Measure, FocusX: 230, FocusY: 170),
        new("washer", Washer, Scene.Bath, Pack.Measure, FocusX: 200, FocusY: 230),
        new("vacuum", Vacuum, Scene.Room, FocusX: 190, FocusY: 270),
        new("fan", Fan, Scene.Room, FocusX: 200, FocusY: 160),
        new("iron", Iron, Scene.Wardrobe, FocusX: 200, FocusY: 190),
        new("hairdryer", Hairdryer, Scene.Bath, FocusX: 150, FocusY: 170),
    ];

    static void Kettle(Pen pen, Look look)
    {
        pen.Shadow(196, 98);
        pen.Line("M262 150C356 140 346 292 268 284", pen.Matte(look.Wood.Darker()), 19);
        pen.Path("M136 170L86 146Q78 142 82 152L132 236Z", pen.Matte(look.Solid.Darker(.4)));
        pen.Path("M146 128H254L286 306Q288 322 272 322H128Q112 322 114 306Z", pen.Gloss(look.Solid));
        pen.Path("M146 128Q200 92 254 128Z", pen.Matte(look.Solid.Darker(.5)));
        pen.Disc(200, 98, 12, pen.Ball(look.Wood));
        pen.Path("M110 316H290L296 330H104Z", Ink.Coal);
        pen.Rect(224, 214, 16, 66, 8, Ink.Sky.Alpha(.5));
        pen.Rect(224, 244, 16, 36, 8, Ink.Sky.Darker().Alpha(.8));
        pen.Shine("M146 168L132 286", 6);
    }

    static void Blender(Pen pen, Look look)
    {
        pen.Shadow(200, 84);
        pen.Line("M258 116C310 116 300 214 252 218", Ink.Steel.Alpha(.9), 13);
        var juice = new Ink(.74, .15, look.Of(30, 60, 140, 350));
        pen.Path("M136 166L262 166L246 240H154Z", pen.Down(juice));
        pen.Oval(199, 166, 63, 9, juice.Lighter(1.5));
        pen.Path("M128 92H272L246 240H154Z", pen.Glass(Ink.Sky));
        pen.Line("M140 98L160 236", "#ffffffaa", 6);
        pen.Line("M236 130H252M234 156H249M230 182H245M227 208H241", Ink.Snow, 3);
        pen.Rect(122, 76, 156, 20, 9, pen.Matte(Ink.Coal.Lighter(.6)));
        pen.Rect(176, 60, 48, 20, 8, pen.Matte(Ink.Coal.Lighter(.6)));
        pen.Path("M150 240H250L276 318Q278 330 264 330H136Q122 330 124 318Z", pen.Gloss(look.Solid));
        pen.Disc(200, 288, 22, pen.Metal(Ink.Steel));
        pen.Line("M200 288L210 274", Ink.Coal, 5);
        pen.Line("M152 304h0M164 304h0M236 304h0M248 304h0", Ink.Snow.Alpha(.9), 7);
    }

    static void CoffeeMaker(Pen pen, Look look)
    {
        pen.Shadow(200, 112);
        pen.Path("M112 96Q112 80 128 80H272Q288 80 288 96V150H112Z", pen.Gloss(look.Solid));
        pen.Rect(222, 146, 66, 170, 6, pen.Matte(look.Solid.Darker(.6)));
        pen.Rect(100, 306, 200, 24, 8, pen.Metal(Ink.Coal.Lighter()));
        pen.Path("M148 150H212L200 178H160Z", pen.Metal(Ink.Coal.Lighter(1.4)));
        pen.Line("M130 226C88 226 92 288 136 282", Ink.Coal, 12);
        pen.Path("M134 206H226L236 300H124Z", pen.Glass(Ink.Sky));
        pen.Path("M129 252H231L236 300H124Z", pen.Down(Ink.Walnut.Darker(2)));
        pen.Rect(132, 194, 96, 14, 6, Ink.Coal.Lighter());
        pen.Line("M144 218L138 290", "#ffffff99", 6);
        pen.Line("M180 178V194", Ink.Walnut.Darker(2), 5);
        pen.Rect(236, 98, 36, 26, 5, Ink.Coal);
        pen.Line("M244 111H264", Ink.Leaf.Lighter(2), 4);
        pen.Shine("M126 96V138");
    }

    static void Toaster(Pen pen, Look look)
    {
        pen.Shadow(200, 130);
        foreach (var x in new[] { 130, 204 })
        {
            pen.Path($"M{x} 200V140Q{x - 8} 112 {x + 18} 112H{x + 48}Q{x + 74} 112 {x + 66} 140V200Z",
                pen.Matte(Ink.Oak.Darker(.8)));
            pen.Path($"M{x + 7} 200V142Q{x} 120 {x + 20} 120H{x + 46}Q{x + 66} 120 {x + 59} 142V200Z",
                Ink.Cream.Darker(.4));
        }

        pen.Path("M74 206Q78 168 116 168H284Q322 168 326 206L334 306Q334 320 320 320H80Q66 320 66 306Z",
            pen.Gloss(look.Solid));
        pen.Path("M112 176H288Q300 176 300 186H100Q100 176 112 176Z", Ink.Coal);
        pen.Line("M104 318V328M296 318V328", Ink.Coal, 14);
        pen.Rect(318, 214, 22, 14, 5, Ink.Coal);
        pen.Disc(270, 278, 17, pen.Metal(Ink.Steel));
        pen.Line("M270 278L278 267", Ink.Coal, 4);
        pen.Shine("M92 214L86 296", 6);
    }

    static void Mixer(Pen pen, Look look)
    {
        pen.Shadow(200, 130);
        pen.Path("M244 150H316L312 306H250Z", pen.Matte(look.Solid.Darker(.3)));
        pen.Path("M78 306H320Q334 306 334 318V322Q334 330 324 330H88Q74 330 74 320Z", pen.Gloss(look.Solid));
        pen.Path("M96 96H278Q330 98 328 140T280 180H104Q78 176 78 136T96 96Z", pen.Gloss(look.Solid));
        pen.Rect(80, 132, 248, 9, 0, pen.Metal(Ink.Steel));
        pen.Rect(141, 174, 18, 32, 4, pen.Metal(Ink.Steel));
        pen.Line("M150 200Q122 236 150 262Q178 236 150 200V262", Ink.Steel, 4);
        pen.Path("M88 218H214Q214 306 172 306H130Q88 306 88 218Z", pen.Metal(Ink.Steel.Lighter()));
        pen.Oval(151, 218, 64, 9, Ink.Steel.Darker());
        pen.Disc(296, 160, 11, pen.Ball(Ink.Coal));
        pen.Shine("M100 112H220", 6);
    }

    static void Microwave(Pen pen, Look look)
    {
        pen.Shadow(200, 156);
        pen.Rect(46, 136, 308, 186, 12, pen.Matte(look.Solid));
        pen.Line("M78 322V330M322 322V330", Ink.Coal, 14);
        pen.Rect(60, 150, 214, 158, 8, pen.Gloss(Ink.Coal.Lighter(.5)));
        pen.Rect(78, 168, 168, 122, 6, pen.Blend(Ink.Gold.Lighter(1.5), Ink.Walnut));
        pen.Oval(162, 276, 66, 9, Ink.Steel.Alpha(.8));
        pen.Path("M128 240H196Q194 272 162 272T128 240Z", pen.Matte(Ink.Brick));
        pen.Path("M78 168H160L96 290H78Z", "#ffffff22");
        pen.Rect(256, 164, 9, 130, 4.5, pen.Metal(Ink.Steel));
        pen.Rect(288, 156, 52, 24, 4, Ink.Coal);
        pen.Line("M296 168H320", Ink.Leaf.Lighter(2.5), 4);
        for (var i = 0; i < 9; i++) pen.Rect(289 + i % 3 * 18, 192 + i / 3 * 20, 13, 13, 4, look.Main.Darker(1.4));
        pen.Disc(314, 282, 17, pen.Metal(Ink.Steel));
    }

    static void Fridge(Pen pen, Look look)
    {
        pen.Shadow(200, 90);
        pen.Path("M276 44L296 56V322L276 330Z", look.Main.Darker(2));
        pen.Rect(116, 44, 162, 286, 14, pen.Gloss(look.Solid));
        pen.Line("M118 142H276", look.Main.Darker(2), 4);
        pen.Rect(250, 84, 9, 46, 4.5, pen.Metal(Ink.Steel));
        pen.Rect(250, 156, 9, 86, 4.5, pen.Metal(Ink.Steel));
        pen.Rect(136, 64, 44, 10, 5, Ink.Snow.Alpha(.6));
        pen.Line("M138 330V334M256 330V334", Ink.Coal, 12);
        if (!look.Maybe) return;
        pen.Rect(148, 176, 34, 40, 2, Ink.Cream);
        pen.Disc(165, 178, 5, Ink.Brick);
        pen.Line("M155 192H175M155 200H170", Ink.Steel.Darker(), 2.5);
    }

    static void Washer(Pen pen, Look look)
    {
        pen.Shadow(200, 116);
        pen.Path("M300 100L320 112V322L300 330Z", look.Main.Darker(2));
        pen.Rect(92, 96, 210, 234, 12, pen.Matte(look.Solid));
        pen.Rect(92, 96, 210, 46, 12, look.Main.Darker(.6));
        pen.Disc(128, 119, 13, pen.Metal(Ink.Steel));
        pen.Rect(214, 108, 70, 22, 5, Ink.Coal);
        pen.Line("M224 119H250", Ink.Sky, 5);
        pen.Disc(197, 236, 76, pen.Metal(Ink.Steel));
        pen.Disc(197, 236, 60, pen.Ball(Ink.Night.Darker()));
        using (pen.Inside("M137 236a60 60 0 1 0 120 0a60 60 0 1 0 -120 0Z"))
        {
            pen.Path("M130 260Q160 214 196 246T270 240V310H130Z", pen.Matte(look.Accent));
            pen.Path("M130 280Q180 250 200 272T270 268V310H130Z", Ink.Cream);
        }

        pen.Path("M150 216A56 56 0 0 1 210 184Q170 196 150 216Z", "#ffffff99");
    }

    static void Vacuum(Pen pen, Look look)
    {
        pen.Shadow(206, 120);
        pen.Line("M268 86L170 300", pen.Metal(Ink.Steel), 13);
        pen.Line("M268 86Q292 40 316 74T276 130", Ink.Coal.Lighter(), 15);
        using (pen.Turn(25, 240, 150))
        {
            pen.Rect(206, 96, 62, 124, 24, pen.Gloss(look.Solid));
            pen.Rect(214, 168, 46, 66, 12, pen.Glass(Ink.Sky));
            pen.Path("M216 214H258V228Q258 234 248 234H226Q216 234 216 226Z", Ink.Steel.Darker(.6));
            pen.Disc(237, 122, 15, pen.Metal(Ink.Steel));
        }

        pen.Path("M98 304Q100 290 120 290H212Q232 290 234 304V322Q234 330 222 330H110Q98 330 98 322Z",
            pen.Matte(look.Solid.Darker(.6)));
        pen.Line("M112 322H220", look.Accent, 6);
    }

    static void Fan(Pen pen, Look look)
    {
        pen.Shadow(200, 70);
        pen.Rect(193, 230, 14, 90, 0, pen.Metal(Ink.Steel));
        pen.Path("M138 330Q140 308 200 308T262 330Z", pen.Matte(look.Solid));
        pen.Disc(200, 164, 108, Ink.Steel.Alpha(.16));
        for (var blade = 0; blade < 3; blade++)
            using (pen.Turn(blade * 120 + 20, 200, 164))
                pen.Path("M200 164C160 140 156 84 196 76C250 70 250 130 200 164Z", pen.Matte(look.Solid));
        for (var spoke = 0; spoke < 12; spoke++)
            using (pen.Turn(spoke * 30, 200, 164)) pen.Line("M200 146V58", Ink.Steel.Darker(.6), 2);
        pen.Ring(200, 164, 106, 7, pen.Metal(Ink.Steel));
        pen.Ring(200, 164, 66, 2, Ink.Steel.Darker(.6));
        pen.Disc(200, 164, 21, pen.Ball(look.Accent));
    }

    static void Iron(Pen pen, Look look)
    {
        pen.Shadow(200, 140);
        pen.Line("M306 226C380 210 356 120 300 96S330 60 372 66", Ink.Coal.Lighter(), 7);
        pen.Path("M128 226C150 140 240 136 300 150Q326 158 318 182H220Q186 184 176 226Z",
            pen.Matte(look.Solid.Darker()));
        pen.Path("M50 302Q94 222 190 220H318Q334 222 336 240V302Z", pen.Gloss(look.Solid));
        pen.Path("M34 318Q40 302 56 300H340Q348 302 346 318Z", pen.Metal(Ink.Steel));
        pen.Path("M34 318H346L340 328H44Z", Ink.Steel.Darker(2));
        pen.Disc(226, 262, 23, pen.Metal(look.Accent));
        pen.Line("M226 262L238 248", Ink.Snow, 5);
        pen.Path("M110 276Q140 246 176 244L164 284Z", pen.Glass(Ink.Sky));
    }

    static void Hairdryer(Pen pen, Look look)
    {
        pen.Shadow(220, 80);
        pen.Path("M202 214H262L282 318Q284 330 270 330H232Q220 330 218 318Z", pen.Matte(look.Solid.Darker(.6)));
        pen.Path("M112 130H236C340 116 340 246 236 236H112Z", pen.Gloss(look.Solid));
        pen.Path("M60 122L116 136V228L60 244Z", pen.Matte(Ink.Coal.Lighter()));
        pen.Oval(60, 183, 11, 61, Ink.Coal);
        pen.Disc(268, 182, 36, pen.Metal(Ink.Steel));
        pen.Line("M246 172H290M244 182H292M246 192H290", Ink.Coal.Lighter(), 4);
        pen.Rect(232, 252, 16, 32, 6, look.Accent);
        pen.Shine("M132 148H230", 6);
    }
}
