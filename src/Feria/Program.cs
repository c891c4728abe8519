using System.CommandLine;
using Feria.Launch;

// What ./feria can do; each line is a file in Launch. `feria serve` alone is for production.
var feria = new RootCommand("Feria, a marketplace of your own.")
{
    Up.Command,
    Down.Command,
    Reset.Command,
    RunTests.Command,
    Import.Command,
    Bench.Command,
    Migrate.Command,
    Verify.Command,
    Audit.Command,
    Rebuilding.Command,
    Doctor.Command,
    Serve.Command,
    GatewayCommand.Command,
    Kafka.Command,
};

return await CommandLine.RunAsync(feria, args);
