using System.CommandLine;

namespace Feria.Launch;

/// <summary>What is done for the HTTP gateway before the processes; so far, writing its configuration.</summary>
static class GatewayCommand
{
    public static readonly Command Command = new("gateway", "The HAProxy in front of the processes.") { Config() };

    static Command Config()
    {
        var pools = new Option<string[]>("--pool")
        {
            Description = "What processes serve, and where they are: web,api@10.0.0.1:8080,10.0.0.2:8080. Repeat it.",
            Required = true,
        };
        var listen = new Option<string>("--listen") { Description = "Addresses for HTTP, such as :80." };
        var listenTls = new Option<string>("--listen-tls") { Description = "Addresses for HTTPS, such as :443." };
        var tls = new Option<string>("--tls") { Description = "PEM file of certificate, chain and key: serves HTTPS." };
        var redirect = new Option<bool>("--redirect") { Description = "Send HTTP to HTTPS, for good." };
        var rate = new Option<int?>("--rate") { Description = "Requests a second one address may make." };
        var socket = new Option<string>("--socket") { Description = "Admin socket." };
        var metrics = new Option<string>("--metrics") { Description = "Address for the gateway's own numbers." };
        var user = new Option<string>("--user") { Description = "Whom HAProxy becomes, such as haproxy." };
        var output = new Option<string>("--out") { Description = "The file to write; else it is printed." };

        var command = new Command("config", "Write HAProxy's configuration for an installation of several processes.")
        {
            pools, listen, listenTls, tls, redirect, rate, socket, metrics, user, output,
        };
        command.SetAction(async (parsed, stop) =>
        {
            var basic = new GatewayPlan { Pools = [.. parsed.GetValue(pools)!.Select(Pool.Read)] };
            var plan = basic with
            {
                Listen = parsed.GetValue(listen)?.Split(',') ?? basic.Listen,
                ListenTls = parsed.GetValue(listenTls)?.Split(',') ?? basic.ListenTls,
                Certificate = parsed.GetValue(tls),
                Redirects = parsed.GetValue(redirect),
                Rate = parsed.GetValue(rate) ?? basic.Rate,
                Socket = parsed.GetValue(socket) ?? basic.Socket,
                Metrics = parsed.GetValue(metrics),
                User = parsed.GetValue(user),
            };
            var text = HaproxyFile.Write(plan, await ServicePaths.ReadAsync());
            if (parsed.GetValue(output) is { } file) await File.WriteAllTextAsync(file, text, stop);
            else Console.Write(text);
            return 0;
        });
        return command;
    }
}
