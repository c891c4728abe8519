namespace Feria.Pictures;

static class Music
{
    public static readonly Drawing[] All =
    [
        new("guitar", Guitar, Scene.Room, FocusX: 200, FocusY: 250),
        new("electricguitar", ElectricGuitar, Scene.Room, FocusX: 200, FocusY: 260),
        new("piano", Piano, Scene.Room, FocusX: 150, FocusY: 250),
        new("drum", Drum, Scene.Room, FocusX: 200, FocusY: 230),
        new("violin", Violin, Scene.Room, FocusX: 200, FocusY: 250),
        new("microphone", Microphone, Scene.Desk, FocusX: 200, FocusY: 130),
        new("book", Book, Scene.Desk, Pack.Bag, FocusX: 190, FocusY: 190),
        new("books", Books, Scene.Desk, Pack.Bag, FocusX: 150, FocusY: 270),
        new("record", Record, Scene.Room, Pack.Bag, FocusX: 250, FocusY: 200),
    ];

    static void Guitar(Pen pen, Look look)
    {
        pen.Shadow(206, 100);
        using (pen.Turn(8, 200, 330))
        {
            pen.Path("M184 22H216L220 74H180Z", pen.Matte(Ink.Walnut));
            for (var y = 34; y < 70; y += 14) pen.Line($"M176 {y}h0M224 {y}h0", Ink.Gold, 8);
            pen.Rect(187, 70, 26, 130, 0, pen.Matte(Ink.Walnut.Darker()));
            for (var y = 84; y < 190; y += 15) pen.Line($"M188 {y}H212", Ink.Gold, 1.5);
            pen.Path("M200 164C250 164 262 196 250 226C300 250 300 332 200 332S100 250 150 226"
                + "C138 196 150 164 200 164Z",
                pen.Gloss(look.Main.Chroma > .02 ? look.Solid : Ink.Oak));
            pen.Ring(200, 226, 25, 7, Ink.Walnut.Darker());
            pen.Disc(200, 226, 23, Ink.Coal);
            pen.Rect(166, 286, 68, 14, 5, Ink.Walnut.Darker());
            pen.Line("M193 70V292M200 70V292M207 70V292", Ink.Steel.Lighter(), 1.5);
            pen.Shine("M130 290Q120 260 146 240", 6);
        }
    }

    static void ElectricGuitar(Pen pen, Look look)
    {
        pen.Shadow(206, 100);
        using (pen.Turn(-8, 200, 330))
        {
            pen.Path("M186 26Q216 10 226 34L216 72H184Z", pen.Matte(Ink.Oak));
            for (var y = 30; y < 66; y += 9) pen.Line($"M182 {y}h0", Ink.Steel.Darker(), 6);
            pen.Rect(188, 68, 24, 150, 0, pen.Matte(Ink.Oak.Lighter()));
            for (var y = 82; y < 200; y += 14) pen.Line($"M189 {y}H211", Ink.Steel.Darker(), 1.5);
            pen.Path("M150 170Q128 176 148 224Q104 262 116 304Q140 336 200 332Q282 336 286 288Q282 250 252 230"
                + "Q280 182 256 168"
                + "Q238 176 228 208H182Q172 186 150 170Z", pen.Gloss(look.Solid));
            pen.Path("M164 206Q150 240 160 276L208 286L262 300Q270 262 236 224H180Z", Ink.Snow.Alpha(.92));
            foreach (var y in new[] { 226, 250, 274 }) pen.Rect(178, y, 44, 11, 4, pen.Metal(Ink.Coal.Lighter()));
            pen.Rect(180, 294, 40, 15, 3, pen.Metal(Ink.Steel));
            pen.Line("M194 60V298M200 60V298M206 60V298", Ink.Steel, 1.5);
            pen.Line("M242 270v0M252 286v0", Ink.Coal, 11);
        }
    }

    static void Piano(Pen pen, Look look)
    {
        pen.Shadow(200, 160, 324);
        pen.Line("M92 262L300 326M308 262L100 326", Ink.Coal.Lighter(), 9);
        pen.Path("M40 190H360L372 234H28Z", pen.Matte(look.Solid));
        pen.Path("M28 234H372V262Q372 270 362 270H38Q28 270 28 262Z", pen.Matte(look.Solid.Darker(1)));
        pen.Path("M44 212H356L362 252H38Z", Ink.Snow);
        for (var i = 1; i < 22; i++)
            pen.Line($"M{44 + i * 312 / 22} 213L{38 + i * 324 / 22} 251", Ink.Steel.Darker(), 1.5);
        for (var i = 1; i < 22; i++)
            if (i % 7 is not (3 or 0))
                pen.Rect(38 + i * 318 / 22, 212, 9, 24, 1, Ink.Coal);
        pen.Rect(150, 196, 60, 10, 3, Ink.Coal);
        pen.Line("M76 201h0M92 201h0M108 201h0M250 201h0M270 201h0M290 201h0", look.Accent.Lighter(1), 7);
        pen.Path("M132 188L142 132H258L268 188Z", Ink.Cream);
        pen.Line("M154 148H246M152 158H248M150 168H250M170 160v0M196 152v0M226 164v0", Ink.Coal.Alpha(.7), 2);
    }

    static void Drum(Pen pen, Look look)
    {
        pen.Shadow(200, 110);
        pen.Path("M92 186H308V300Q308 330 200 330T92 300Z", pen.Gloss(look.Solid));
        pen.Line("M96 210L130 306L170 214L200 312L230 214L270 306L304 210", Ink.Cream, 5);
        pen.Path("M88 288Q88 316 200 320T312 288V304Q312 336 200 336T88 304Z", pen.Matte(look.Wood));
        pen.Path("M88 178H312V202Q300 226 200 226T88 202Z", pen.Matte(look.Wood));
        pen.Oval(200, 178, 112, 32, Ink.Oak.Darker());
        pen.Oval(200, 176, 102, 27, pen.Down(Ink.Snow));
        pen.Line("M150 172L66 74M246 168L316 66", pen.Matte(Ink.Oak), 11);
        pen.Disc(154, 172, 11, pen.Ball(Ink.Cream));
        pen.Disc(243, 170, 11, pen.Ball(Ink.Cream));
    }

    static void Violin(Pen pen, Look look)
    {
        pen.Shadow(210, 90);
        pen.Line("M302 60L258 330", Ink.Walnut, 6);
        pen.Line("M308 64L268 326", Ink.Snow, 3);
        using (pen.Turn(-8, 190, 330))
        {
            pen.Line("M190 40C172 24 206 18 204 34", Ink.Walnut.Darker(), 8);
            pen.Line("M174 52H208", Ink.Coal, 6);
            pen.Rect(182, 40, 16, 170, 4, Ink.Coal);
            pen.Path("M190 144C240 140 254 186 226 212Q214 228 228 244C266 280 240 332 190 332S114 280 152 244"
                + "Q166 228 154 212"
                + "C126 186 140 140 190 144Z", pen.Gloss(look.Main.Chroma is > .03 and < .13 ? look.Solid.Darker()
                    : Ink.Brick.Darker(1)));
            pen.Line("M156 226q-10 16 6 34q8 10 0 20M224 226q10 16 -6 34q-8 10 0 20", Ink.Coal, 4.5);
            pen.Path("M182 206H198L202 310H178Z", Ink.Coal);
            pen.Rect(170, 254, 40, 9, 3, Ink.Oak);
            pen.Line("M186 60V300M190 60V300M194 60V300", Ink.Steel, 1);
            pen.Shine("M148 290Q140 272 156 256");
        }
    }

    static void Microphone(Pen pen, Look look)
    {
        pen.Shadow(200, 74);
        pen.Line("M126 130V190Q126 262 200 262T274 190V130", Ink.Steel.Darker(), 9);
        pen.Rect(193, 258, 14, 56, 4, pen.Metal(Ink.Steel));
        pen.Path("M136 330Q138 312 200 312T264 330Z", pen.Matte(Ink.Coal.Lighter()));
        pen.Rect(146, 52, 108, 186, 54, pen.Gloss(look.Solid));
        pen.Path("M146 106A54 54 0 0 1 254 106V154H146Z", pen.Metal(Ink.Steel));
        pen.Line("M152 82H248M146 100H254M146 118H254M146 136H254M168 62V152M184 54V152M200 52V152M216 54V152"
            + "M232 62V152", Ink.Steel.Darker(2), 2);
        pen.Rect(144, 152, 112, 11, 3, pen.Metal(Ink.Gold));
        pen.Disc(200, 196, 12, pen.Metal(Ink.Steel));
        pen.Shine("M162 176V206");
    }

    static void Cover(Pen pen, Look look, int x, int y, int width, int height)
    {
        pen.Rect(x, y, width, height, 4, pen.Matte(look.Solid));
        switch (look.Pick(4))
        {
            case 0:
                pen.Disc(x + width / 2, y + height * .46, width * .28, look.Accent.Lighter(.6));
                pen.Path($"M{x} {y + height * 6 / 10}q{width / 4} -40 {width / 2} 0t{width / 2} -10V{y + height}H{x}Z",
                    look.Main.Darker(1.4));
                break;
            case 1:
                for (var i = 0; i < 5; i++)
                    pen.Path($"M{x + 16} {y + height - 20 - i * 24}L{x + width / 2} {y + height - 66 - i * 24}"
                        + $"L{x + width - 16} {y + height - 20 - i * 24}Z",
                        i % 2 == 0 ? look.Accent.Lighter(i * .5) : Ink.Cream.Alpha(.85));
                break;
            case 2:
                pen.Rect(x + 18, y + 84, width - 36, height - 110, 6, look.Accent);
                pen.Path($"M{x + width / 2} {y + height - 40}"
                    + $"C{x + 20} {y + height - 90} {x + 50} {y + 110} {x + width / 2} {y + 140}"
                    + $"C{x + width - 50} {y + 110} {x + width - 20} {y + height - 90} "
                    + $"{x + width / 2} {y + height - 40}Z", Ink.Cream);
                break;
            default:
                for (var i = 0; i < 4; i++)
                    pen.Ring(x + width / 2, y + height * .56, 14 + i * 17, 7,
                        i % 2 == 0 ? look.Accent.Lighter(1) : Ink.Cream);
                break;
        }

        pen.Rect(x + 22, y + 26, width - 44, 13, 3, Ink.Snow.Alpha(.92));
        pen.Rect(x + 38, y + 47, width - 76, 8, 3, Ink.Snow.Alpha(.7));
    }

    static void Book(Pen pen, Look look)
    {
        pen.Shadow(206, 110);
        pen.Path("M292 76L314 88V322L292 330Z", Ink.Cream.Darker(.8));
        pen.Line("M298 84V324M304 88V322M309 90V320", Ink.Steel.Alpha(.8), 1.5);
        Cover(pen, look, 106, 72, 188, 258);
        pen.Rect(106, 72, 17, 258, 4, "#3a243033");
        pen.Line("M126 76V326", "#ffffff44", 2.5);
        if (look.Maybe) pen.Path("M252 72H270V132L261 122L252 132Z", Ink.Brick);
    }

    static void Books(Pen pen, Look look)
    {
        pen.Shadow(200, 140);
        var y = 330;
        for (var i = 0; i < 4; i++)
        {
            int high = look.Between(32, 46), left = 70 + look.Pick(26), wide = look.Between(226, 256);
            y -= high;
            var ink = look.Of(look.Solid, look.Accent, Ink.Night, Ink.Cream, Ink.Brick).Lighter(i * .2);
            pen.Rect(left, y, wide, high, 6, pen.Down(ink));
            pen.Path($"M{left + 22} {y + 6}H{left + wide}V{y + high - 6}H{left + 22}Z", Ink.Cream);
            pen.Line($"M{left + 24} {y + high / 2}H{left + wide}M{left + 24} {y + high / 2 + 6}H{left + wide}",
                Ink.Steel.Alpha(.7), 1.5);
            pen.Rect(left, y, 32, high, 6, pen.Down(ink));
        }

        using (pen.Turn(-6, 210, y)) Cover(pen, look, 140, y - 132, 106, 128);
    }

    static void Record(Pen pen, Look look)
    {
        pen.Shadow(200, 140);
        pen.Disc(254, 216, 112, pen.Ball(Ink.Coal));
        for (var radius = 100; radius > 48; radius -= 13) pen.Ring(254, 216, radius, 1, Ink.Steel.Darker(3));
        pen.Path("M254 216L330 134A112 112 0 0 1 362 190ZM254 216L178 298A112 112 0 0 1 146 242Z", "#ffffff1f");
        pen.Disc(254, 216, 37, look.Accent);
        pen.Disc(254, 216, 6, Ink.Cream);
        Cover(pen, look, 52, 106, 196, 224);
    }
}
