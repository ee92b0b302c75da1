using System.Globalization;
using System.Text;
using Fachwerk.Simulator.Herd;

namespace Fachwerk.Benchmarks.Herd;

/// <summary>Draws curves of load under one another, as SVG that reads on light and on dark ground.</summary>
internal static class HerdPicture
{
    private const int Width = 920;
    private const int Left = 56;
    private const int Right = 36;
    private const int Top = 92;
    private const int PanelHeight = 110;
    private const int PanelGap = 62;
    private const int WindowSeconds = 5;
    private const int MinutesBefore = 3;
    private const int MinutesAfter = 15;
    private const double LoadMax = 2.5;
    private const double Promise = 1.5;

    public static string Draw(IReadOnlyList<HerdScene> scenes, int depots)
    {
        int height = Top + scenes.Count * (PanelHeight + PanelGap);
        StringBuilder svg = new();
        Line(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" role=\"img\""
            + " aria-labelledby=\"title\">");
        Line(svg, "<title id=\"title\">Load of a fleet while it has no gateway and afterwards</title>");
        Line(svg, Style);
        Line(svg, $"<rect class=\"ground\" width=\"{Width}\" height=\"{height}\"/>");
        Text(svg, Left, 24, "head", "A fleet loses its gateway and comes back");
        Text(svg, Left, 42, "", string.Create(CultureInfo.InvariantCulture,
            $"{depots:N0} depots, the firmware's own code in virtual time; datagrams sent, "
            + $"means of {WindowSeconds} s, steady = 1"));
        Legend(svg);
        for (int i = 0; i < scenes.Count; i++)
            Panel(svg, scenes[i], Top + i * (PanelHeight + PanelGap));
        Line(svg, "</svg>");
        return svg.ToString();
    }

    private const string Style = """
        <style>
        text { font: 12px system-ui, sans-serif; fill: #24292f; }
        .head { font-size: 15px; font-weight: 600; }
        .name { font-weight: 600; }
        .mid { text-anchor: middle; }
        .end { text-anchor: end; }
        .ground { fill: #ffffff; }
        .away { fill: #8c959f; fill-opacity: .22; }
        .grid { stroke: #8c959f; stroke-opacity: .35; stroke-width: 1; }
        .load { fill: none; stroke: #0550ae; stroke-width: 1.6; stroke-linejoin: round; }
        .promise { stroke: #bc4c00; stroke-width: 1.4; stroke-dasharray: 6 4; }
        @media (prefers-color-scheme: dark) {
        text { fill: #e6edf3; }
        .ground { fill: #0d1117; }
        .load { stroke: #79c0ff; }
        .promise { stroke: #ffa657; }
        }
        </style>
        """;

    private static void Legend(StringBuilder svg)
    {
        const int y = 64;
        Rule(svg, "load", Left, y - 4, Left + 26, y - 4);
        Text(svg, Left + 32, y, "", "sent by the depots, heard or not");
        Rule(svg, "promise", Left + 240, y - 4, Left + 266, y - 4);
        Text(svg, Left + 272, y, "", "1.5 times steady, once the gateway is back");
        Line(svg, $"<rect class=\"away\" x=\"{Left + 536}\" y=\"{y - 11}\" width=\"26\" height=\"14\"/>");
        Text(svg, Left + 568, y, "", "no gateway, no power, or too slow a gateway");
    }

    private static void Panel(StringBuilder svg, HerdScene scene, int top)
    {
        HerdPlan plan = scene.Curve.Plan;
        double from = plan.TroubleMs / 60_000.0 - MinutesBefore;
        double to = Math.Min(plan.BackMs / 60_000.0 + MinutesAfter, plan.EndMs / 60_000.0);
        double X(double minute) => Left + (minute - from) / (to - from) * (Width - Left - Right);
        double Y(double load) => top + PanelHeight * (1 - Math.Min(load, LoadMax) / LoadMax);
        double back = plan.BackMs / 60_000.0;

        Line(svg, string.Create(CultureInfo.InvariantCulture,
            $"<rect class=\"away\" x=\"{X(plan.TroubleMs / 60_000.0):0.#}\" y=\"{top}\" "
            + $"width=\"{X(back) - X(plan.TroubleMs / 60_000.0):0.#}\" height=\"{PanelHeight}\"/>"));
        Text(svg, Left, top - 8, "name", scene.Name);
        Text(svg, Width - Right, top - 8, "end", NoteOf(scene.Curve));
        for (int tick = 0; tick <= 2; tick++)
        {
            Rule(svg, "grid", Left, Y(tick), Width - Right, Y(tick));
            Text(svg, Left - 8, Y(tick) + 4, "end", $"{tick}");
        }

        int step = to - from > 60 ? 10 : to - from > 30 ? 5 : 2;
        for (double minute = Math.Ceiling((from - back) / step) * step; minute <= to - back; minute += step)
        {
            Rule(svg, "grid", X(back + minute), top + PanelHeight, X(back + minute), top + PanelHeight + 4);
            Text(svg, X(back + minute), top + PanelHeight + 17, "mid",
                minute == 0 ? "back" : string.Create(CultureInfo.InvariantCulture, $"{minute:+0;-0} min"));
        }

        Rule(svg, "promise", X(back), Y(Promise), Width - Right, Y(Promise));
        IEnumerable<string> points = Enumerable
            .Range(0, (int)((to - from) * 60) / WindowSeconds)
            .Select(i => (int)(from * 60) + i * WindowSeconds)
            .Select(second => string.Create(CultureInfo.InvariantCulture,
                $"{X((second + WindowSeconds / 2.0) / 60):0.#},{Y(scene.Curve.Load(second, WindowSeconds)):0.#}"));
        Line(svg, $"<polyline class=\"load\" points=\"{string.Join(' ', points)}\"/>");
    }

    private static string NoteOf(HerdCurve curve) => string.Create(CultureInfo.InvariantCulture,
        $"peak afterwards {curve.PeakAfter(1):0.00} in a second, {curve.PeakAfter(10):0.00} in ten; all answered after "
        + $"{curve.SecondsUntilAnswered(1)} s");

    private static void Rule(StringBuilder svg, string style, double x1, double y1, double x2, double y2) =>
        Line(svg, string.Create(CultureInfo.InvariantCulture,
            $"<line class=\"{style}\" x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\"/>"));

    private static void Text(StringBuilder svg, double x, double y, string style, string text)
    {
        string attribute = style.Length == 0 ? "" : $"class=\"{style}\" ";
        Line(svg, string.Create(
            CultureInfo.InvariantCulture, $"<text {attribute}x=\"{x:0.#}\" y=\"{y:0.#}\">{text}</text>"));
    }

    private static void Line(StringBuilder svg, string line) => svg.Append(line).Append('\n');
}
