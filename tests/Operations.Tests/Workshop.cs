using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Operations.Tests;

/// <summary>A market whose operator has an account, with parts that break when asked to.</summary>
public sealed class Workshop : Market
{
    public HttpClient Operator { get; private set; } = null!;
    public Guid Account { get; } = Id.New();
    public Breaking Part { get; } = new();

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Logging:LogLevel:Feria.Kernel"] = "None",
        ["Logging:LogLevel:Microsoft.AspNetCore.Diagnostics"] = "None",
    };

    protected override void Configure(WebApplicationBuilder builder)
    {
        base.Configure(builder);
        builder.Services.AddSingleton<IVitalSigns>(Part);
    }

    protected override async Task PrepareAsync()
    {
        Operator = As(Account, Permission.ManageOperations);
        await OpenAccountAsync(Account, "dba");
    }

    /// <summary>An active account of a role, so that there is somebody to tell.</summary>
    public async Task OpenAccountAsync(Guid account, string role)
    {
        var vault = Services.GetRequiredService<Vault>();
        var (name, email) = (Sealed("Olga", "full_name"), Sealed("olga@example.com", "email"));
        await SqlAsync($"""
            insert into accounts.account (region, id, status, full_name_sealed, email_sealed, email_index,
                id_number_sealed, phone_sealed, password_hash, locale)
            values ('main', '{account}', 'active', {name}, {email}, '\x00', '\x00', '\x00', 'x', 'en');
            insert into accounts.account_role (region, account_id, role) values ('main', '{account}', '{role}')
            """);

        string Sealed(string text, string column) =>
            $"'\\x{Convert.ToHexString(vault.Seal(text, "accounts.account." + column))}'";
    }

    /// <summary>Notes a mishap so often, and has it written.</summary>
    public async Task BreakAsync(Mishap mishap, int times = 1, string message = "It broke.")
    {
        for (var i = 0; i < times; i++) Database.Mishaps.Note(mishap, message);
        await WriteAsync();
    }

    public Task WriteAsync() => Services.GetRequiredService<KeepIncidents>().WriteAsync();

    /// <summary>Has those told who are to be told.</summary>
    public Task TellAsync() => Services.GetServices<Job>().OfType<TellIncidents>().Single()
        .RunAsync(default, TestContext.Current.CancellationToken);

    /// <summary>A part that answers or not.</summary>
    public sealed class Breaking : IVitalSigns
    {
        public bool IsDown { get; set; }

        public string Part => "kafka";

        public Task<IReadOnlyList<VitalSign>> LookAsync(CancellationToken stop) => IsDown
            ? throw new IOException("No broker at 10.1.2.3 answers ana@example.com.")
            : Task.FromResult<IReadOnlyList<VitalSign>>([]);
    }
}
