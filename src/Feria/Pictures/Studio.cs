namespace Feria.Pictures;

/// <summary>Puts a thing before the camera: on the paper sweep, close up, in its place, or as it arrives.</summary>
static class Studio
{
    static readonly Ink[] Papers =
        [new(.955, .022, 85), new(.945, .03, 70), new(.945, .024, 40), new(.945, .02, 130), new(.945, .012, 230)];

    public static void Show(Pen pen, Drawing drawing, Look look, int view, int seed)
    {
        var paper = Papers[seed % Papers.Length];
        if (look.Main.Lightness > .88) paper = paper with { Lightness = .89, Chroma = paper.Chroma * 1.15 };
        switch (view)
        {
            case 0:
                drawing.Draw(pen, look);
                break;
            case 1:
                Sweep(pen, paper);
                drawing.Draw(pen, look);
                break;
            case 2:
                Sweep(pen, paper.Darker(.5));
                using (pen.Near(drawing.FocusX, drawing.FocusY, 2)) drawing.Draw(pen, look);
                break;
            case 3:
                Scenery.Paint(pen, drawing.Scene, paper);
                using (pen.Move(52, 66, .74)) drawing.Draw(pen, look);
                break;
            default:
                Sweep(pen, paper);
                Arrive(pen, drawing, look, paper);
                break;
        }
    }

    static void Sweep(Pen pen, Ink paper)
    {
        pen.Rect(0, 0, 400, 400, 0, pen.Blend(paper.Lighter(.4), paper.Darker(.35)));
        pen.Path("M0 292Q200 276 400 292V400H0Z", pen.Blend(paper.Lighter(.7), paper.Darker(.1)));
        pen.Oval(150, 150, 220, 190, pen.Glow(Ink.Snow, .55));
    }

    static void Arrive(Pen pen, Drawing drawing, Look look, Ink paper)
    {
        switch (drawing.Pack)
        {
            case Pack.Box:
                Box(pen, look);
                using (pen.Move(12, 119, .64)) drawing.Draw(pen, look);
                break;
            case Pack.Bag:
                Bag(pen, look);
                using (pen.Move(12, 119, .64)) drawing.Draw(pen, look);
                break;
            default:
                using (pen.Move(40, 30, .8)) drawing.Draw(pen, look);
                Ruler(pen, paper.Darker(5));
                break;
        }
    }

    static void Box(Pen pen, Look look)
    {
        var card = Ink.Kraft;
        pen.Shadow(274, 92);
        pen.Path("M186 146L300 146L300 330L186 330Z", pen.Matte(card));
        pen.Path("M300 146L352 130L352 308L300 330Z", card.Darker(1.6));
        pen.Path("M186 146L244 130L352 130L300 146Z", card.Lighter(1.2));
        pen.Path("M232 146L284 130L304 130L254 146V190H232Z", look.Main.Alpha(.75));
        pen.Rect(204, 250, 78, 56, 4, Ink.Snow.Alpha(.85));
        pen.Disc(226, 278, 13, look.Main);
        pen.Line("M248 270H272M248 280H266M248 290H270", card.Darker(3), 3);
    }

    static void Bag(Pen pen, Look look)
    {
        pen.Shadow(276, 80);
        pen.Line("M248 152C248 96 300 96 300 152", look.Main.Darker(2), 5);
        pen.Path("M202 150H332L342 330H194Z", pen.Matte(Ink.Kraft.Lighter()));
        pen.Path("M332 150L352 164L358 318L342 330Z", Ink.Kraft.Darker());
        pen.Line("M236 152C236 90 292 90 292 152", look.Main.Darker(), 5);
        pen.Disc(268, 238, 30, look.Main.Alpha(.85));
        pen.Path("M252 232H284L280 256H256Z", Ink.Snow);
        pen.Line("M260 234C260 220 276 220 276 234", Ink.Snow, 3);
    }

    static void Ruler(Pen pen, Ink ink)
    {
        pen.Line("M60 330H340M60 322V338M340 322V338M368 60V292M360 60H376M360 292H376", ink, 2);
        pen.Line("M104 326V334M148 326V334M192 326V334M236 326V334M280 326V334", ink, 1.5);
        pen.Line("M364 106H372M364 152H372M364 198H372M364 244H372", ink, 1.5);
    }
}
