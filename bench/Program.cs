using System.CommandLine;
using Feria.Bench;

// What ./feria bench can measure; each line is a file here.
var bench = new RootCommand("Measure Feria on this machine.")
{
    Lighthouse.Command,
    Placing.Command,
    ReadSide.Command,
    Relevance.Command,
    RebuildCost.Command,
    LoadWorld.Command,
    Wide.Command,
};

return await bench.Parse(args).InvokeAsync();
