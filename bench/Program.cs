using Feria.Bench;

// What ./feria bench can measure beside its scenarios; each line is a file here.
var bench = Measuring.Make(
    Backbone.Command,
    BackOffice.Command,
    Bare.Command,
    Growth.Command,
    Lighthouse.Command,
    LoadWorld.Command,
    Overload.Command,
    ReadSide.Command,
    RebuildCost.Command,
    Relevance.Command,
    Sellers.Command,
    Soak.Command,
    Wide.Command);

return await bench.Parse(args).InvokeAsync();
