using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Feria.Kernel;

/// <summary>
/// One request as the audit tells it: who does what, from where. It flows with the request; a page's calls of the API
/// are deeds of their own within the page's.
/// </summary>
public sealed class Deed
{
    static readonly AsyncLocal<Deed?> Ambient = new();

    readonly Deed? around;
    bool isTold;

    Deed(HttpContext context, Caller caller, AccessRule? rule, Deed? around)
    {
        this.around = around;
        Operation = OperationOf(context);
        Caller = caller;
        IsStaffs = rule?.Who is Audience.Permission or Audience.Staff || caller.ActedBy is not null;
        Network = context.Connection.RemoteIpAddress?.ToString();
        Neighbourhood = context.Connection.RemoteIpAddress is { } address ? Kernel.Network.Of(address) : "";
        Client = context.Request.Headers.UserAgent.ToString() is { Length: > 0 } client
            ? client[..Math.Min(client.Length, 200)]
            : null;
        Subject = context.Request.RouteValues.Values.FirstOrDefault(value => Guid.TryParse(value?.ToString(), out _))
            ?.ToString();
        Trace = System.Diagnostics.Activity.Current?.TraceId.ToString();
    }

    /// <summary>What this flow of control is doing; null outside requests and where anybody may ask.</summary>
    public static Deed? Current => Ambient.Value;

    /// <summary>The slice's name, or a page's method and route.</summary>
    public string Operation { get; }

    public Caller Caller { get; }

    /// <summary>Whether each of its transactions is written down, said or not: what staff do.</summary>
    public bool IsStaffs { get; }

    /// <summary>The first id in the address: what it is done to, where nobody says it better.</summary>
    public string? Subject { get; }

    public string? Network { get; }

    /// <summary>The address, or the network of whoever has many: what denials are counted by.</summary>
    public string Neighbourhood { get; }

    public string? Client { get; }

    public string? Trace { get; }

    /// <summary>Why it was refused, where that was for want of a right.</summary>
    public Refusal? Denied { get; private set; }

    /// <summary>Begins a deed that lasts as long as the calling method runs.</summary>
    public static Deed Begin(HttpContext context, Caller caller, AccessRule? rule) =>
        Ambient.Value = new Deed(context, caller, rule, Ambient.Value);

    /// <summary>What is asked is not the caller's to ask: written down once it is answered.</summary>
    public void Deny(Refusal refusal)
    {
        Denied = refusal;
        around?.Deny(refusal);
    }

    /// <summary>Whether a transaction that said nothing itself still has to be written down.</summary>
    internal bool IsOwed => IsStaffs && !isTold;

    internal void Told()
    {
        isTold = true;
        around?.Told();
    }

    static string OperationOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName
        ?? $"{context.Request.Method} {(context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText}";
}
