namespace Feria.Pictures;

/// <summary>The places things are used in; the floor is where a thing drawn at three quarters stands.</summary>
static class Scenery
{
    const int Ground = 310;

    public static void Paint(Pen pen, Scene scene, Ink paper)
    {
        switch (scene)
        {
            case Scene.Room: Room(pen, paper); break;
            case Scene.Kitchen: Kitchen(pen, paper); break;
            case Scene.Desk: Desk(pen, paper); break;
            case Scene.Outdoors: Hills(pen); break;
            case Scene.Bath: Bath(pen, paper); break;
            case Scene.Workshop: Workshop(pen, paper); break;
            case Scene.Wardrobe: Wardrobe(pen, paper); break;
            case Scene.Road: Road(pen); break;
            default: Playroom(pen, paper); break;
        }
    }

    static void Wall(Pen pen, Ink ink) => pen.Rect(0, 0, 400, 400, 0, pen.Blend(ink.Lighter(.5), ink.Darker(.6)));

    static void Boards(Pen pen, Ink wood, int top)
    {
        pen.Rect(0, top, 400, 400 - top, 0, pen.Down(wood));
        pen.Line("M0 330H400M0 364H400M70 300V330M220 300V330M340 300V330M140 330V364M290 330V364M60 364V400"
            + "M240 364V400",
            wood.Darker(.8), 1.5);
    }

    static void Window(Pen pen, int x, int y)
    {
        pen.Rect(x, y, 110, 130, 6, Ink.Snow);
        pen.Rect(x + 7, y + 7, 96, 116, 3, pen.Blend(Ink.Sky.Lighter(2), Ink.Cream));
        pen.Line($"M{x + 55} {y + 6}V{y + 124}M{x + 6} {y + 62}H{x + 104}", Ink.Snow, 6);
    }

    static void Plant(Pen pen, int x, int y)
    {
        pen.Shadow(x, 26, y);
        foreach (var (turn, leaf) in new[] { (-42, 0.0), (38, .7), (-16, 1.0), (14, .2) })
            using (pen.Turn(turn, x, y - 40))
                pen.Path($"M{x} {y - 36}C{x - 24} {y - 74} {x - 14} {y - 108} {x} {y - 124}"
                    + $"C{x + 14} {y - 108} {x + 22} {y - 74} {x} {y - 36}Z", Ink.Leaf.Darker(leaf));
        pen.Path($"M{x - 24} {y - 44}H{x + 24}L{x + 18} {y}H{x - 18}Z", pen.Matte(Ink.Brick.Lighter()));
    }

    static void Room(Pen pen, Ink paper)
    {
        Wall(pen, paper.Darker(.8));
        Window(pen, 34, 34);
        pen.Path("M250 0L400 0V300H330Z", Ink.Snow.Alpha(.22));
        pen.Rect(296, 46, 66, 84, 3, Ink.Walnut);
        pen.Rect(303, 53, 52, 70, 1, Ink.Cream);
        pen.Path("M303 108Q320 80 336 100T355 92V123H303Z", Ink.Brick.Lighter());
        pen.Disc(338, 72, 8, Ink.Gold);
        pen.Rect(0, 280, 400, 14, 0, Ink.Snow);
        Boards(pen, Ink.Oak.Lighter(), 294);
        pen.Oval(200, 334, 180, 26, paper.Darker(2).Alpha(.6));
        Plant(pen, 40, 320);
    }

    static void Kitchen(Pen pen, Ink paper)
    {
        Wall(pen, paper);
        pen.Line("M0 46H400M0 92H400M0 138H400M0 184H400M0 230H400M0 276H400M66 0V46M200 0V46M334 0V46M0 46V92"
            + "M133 46V92"
            + "M267 46V92M66 92V138M200 92V138M334 92V138M133 138V184M267 138V184M66 184V230M200 184V230M334 184V230"
            + "M133 230V276M267 230V276", paper.Darker(.9), 2);
        pen.Rect(0, 22, 130, 10, 2, Ink.Oak.Darker());
        pen.Rect(20, -14, 26, 36, 4, pen.Matte(Ink.Brick));
        pen.Rect(56, -8, 34, 30, 4, pen.Glass(Ink.Sky));
        pen.Rect(0, 290, 400, 110, 0, pen.Down(Ink.Oak));
        pen.Rect(0, 290, 400, 8, 0, Ink.Oak.Lighter(1.6));
        pen.Line("M0 340Q90 332 180 342T400 336M0 372Q120 364 240 374T400 370", Ink.Oak.Darker(.9), 1.5);
        Plant(pen, 362, 306);
    }

    static void Desk(Pen pen, Ink paper)
    {
        Wall(pen, paper.Darker(1.2));
        Window(pen, 262, 26);
        pen.Path("M0 120L260 40V170L0 290Z", Ink.Snow.Alpha(.2));
        pen.Rect(0, 296, 400, 104, 0, pen.Down(Ink.Walnut.Lighter(1.4)));
        pen.Rect(0, 296, 400, 7, 0, Ink.Walnut.Lighter(3));
        pen.Rect(14, 276, 76, 14, 2, pen.Matte(Ink.Brick));
        pen.Rect(20, 263, 64, 13, 2, pen.Matte(Ink.Night.Lighter()));
        pen.Rect(10, 290, 84, 13, 2, pen.Matte(Ink.Cream));
        Plant(pen, 366, 312);
    }

    static void Hills(Pen pen)
    {
        pen.Rect(0, 0, 400, 400, 0, pen.Blend(Ink.Sky, Ink.Cream));
        pen.Disc(314, 76, 34, Ink.Snow.Alpha(.9));
        pen.Path("M0 230L90 130L170 220L250 150L400 250V330H0Z", Ink.Sky.Darker(1.6));
        pen.Path("M0 262Q120 190 230 250T400 230V340H0Z", Ink.Leaf.Lighter(1.6));
        pen.Path("M0 292Q180 262 400 296V400H0Z", pen.Down(Ink.Leaf));
        foreach (var x in new[] { 36, 70, 352 })
        {
            pen.Rect(x - 3, 262, 6, 26, 0, Ink.Walnut);
            pen.Path($"M{x} 196L{x + 22} 270H{x - 22}Z", pen.Matte(Ink.Leaf.Darker(1.5)));
        }
    }

    static void Bath(Pen pen, Ink paper)
    {
        var wall = new Ink(.88, .035, 190);
        Wall(pen, wall);
        pen.Path("M110 290V120A90 90 0 0 1 290 120V290Z", Ink.Gold.Lighter());
        pen.Path("M120 290V122A80 80 0 0 1 280 122V290Z", pen.Blend(paper.Lighter(), wall));
        pen.Line("M140 200L220 90M150 240L250 104", Ink.Snow.Alpha(.6), 8);
        pen.Rect(0, 290, 400, 110, 0, pen.Down(Ink.Snow));
        pen.Line("M0 330Q80 320 140 352T300 340T400 364M220 300Q260 330 400 322", Ink.Steel.Alpha(.5), 2);
        pen.Rect(14, 250, 72, 22, 10, pen.Matte(Ink.Brick.Lighter(3)));
        pen.Rect(10, 270, 80, 24, 10, pen.Matte(Ink.Cream));
        Plant(pen, 356, 302);
    }

    static void Workshop(Pen pen, Ink paper)
    {
        Wall(pen, Ink.Oak.Lighter(2.4));
        for (var y = 24; y < 280; y += 32)
            pen.Line($"M20 {y}h0m40 0h0m40 0h0m40 0h0m40 0h0m40 0h0m40 0h0m40 0h0m40 0h0m40 0h0", Ink.Oak.Darker(.4),
                6);
        pen.Line("M54 60V150M54 60l-20 -8h40z", Ink.Walnut, 9);
        pen.Line("M346 50V140M332 46a14 14 0 1 1 28 0", Ink.Steel.Darker(), 8);
        pen.Rect(0, 292, 400, 108, 0, pen.Down(Ink.Walnut.Lighter(.6)));
        pen.Rect(0, 292, 400, 10, 0, Ink.Walnut.Lighter(2.4));
        pen.Line("M20 316q-14 -10 4 -12q16 2 4 12M352 344q-14 -10 4 -12q16 2 4 12", paper, 4);
    }

    static void Wardrobe(Pen pen, Ink paper)
    {
        Wall(pen, paper.Darker(.7));
        pen.Rect(0, 40, 400, 16, 4, pen.Down(Ink.Oak));
        foreach (var x in new[] { 40, 120, 280, 360 }) pen.Rect(x - 5, 52, 10, 22, 5, Ink.Walnut);
        pen.Path("M22 74L58 74L66 190H14Z", pen.Matte(Ink.Brick.Lighter(2)));
        pen.Path("M262 74H300L306 170H256Z", pen.Matte(Ink.Sky));
        pen.Line("M346 74C346 110 376 110 376 74", Ink.Walnut, 4);
        pen.Path("M338 100H384L380 146H342Z", pen.Matte(Ink.Gold));
        pen.Rect(0, 284, 400, 12, 0, Ink.Snow);
        Boards(pen, Ink.Oak.Lighter(.6), 296);
    }

    static void Road(Pen pen)
    {
        pen.Rect(0, 0, 400, 400, 0, pen.Blend(Ink.Sky.Lighter(), Ink.Cream));
        foreach (var (x, wide, high, hue) in new[] { (0, 84, 150, 40), (84, 66, 196, 70), (250, 74, 176, 20),
            (324, 76, 138, 90) })
        {
            pen.Rect(x, 290 - high, wide, high, 0, pen.Matte(new Ink(.82, .06, hue)));
            var windows = "";
            for (var y = 306 - high; y < 260; y += 34) windows += $"M{x + 16} {y}v14M{x + wide / 2} {y}v14"
                + $"M{x + wide - 16} {y}v14";
            pen.Line(windows, Ink.Snow.Alpha(.8), 9);
        }
        pen.Path("M150 290Q200 210 250 290Z", Ink.Leaf);
        pen.Rect(0, 286, 400, 114, 0, pen.Down(Ink.Steel.Darker(1.5)));
        pen.Rect(0, 284, 400, 8, 0, Ink.Steel.Lighter());
        pen.Line("M10 356h60m50 0h60m50 0h60m50 0h60", Ink.Snow.Alpha(.8), 6);
    }

    static void Playroom(Pen pen, Ink paper)
    {
        Wall(pen, new Ink(.91, .035, 230));
        pen.Line("M0 30Q100 76 200 34T400 40", Ink.Walnut, 2);
        foreach (var (x, y, hue) in new[] { (40, 44, 30), (110, 56, 90), (180, 42, 150), (250, 28, 250),
            (330, 32, 350) })
            pen.Path($"M{x - 16} {y}H{x + 16}L{x} {y + 32}Z", new Ink(.78, .11, hue));
        pen.Oval(320, 140, 44, 14, Ink.Snow);
        pen.Oval(336, 128, 24, 14, Ink.Snow);
        Boards(pen, Ink.Oak.Lighter(1.4), 286);
        pen.Oval(200, Ground + 26, 176, 34, pen.Down(Ink.Brick.Lighter(3.4)));
        pen.Oval(200, Ground + 26, 140, 25, paper.Lighter());
    }
}
