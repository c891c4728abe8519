using Feria.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Accounts;

public sealed class AccountsModule : IModule
{
    public string Name => "accounts";

    public void Add(IServiceCollection services, IConfiguration settings)
    {
        services.AddValidation();
        services.AddSettings(AccountSettings.All);
        services.AddNews<AccessChanged>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<PasswordCheck>();
        services.AddSingleton<Links>();
        services.AddSingleton<ICallers, Callers>();
        services.AddSingleton<IAccountBook, AccountBook>();
        services.AddHostedService<SyncPermissions>();
        services.AddJob<WriteResetLetter>();
        services.AddReaction<OnStaffJoined>();
        services.AddJob<SweepAccounts>();
    }

    public void Map(IEndpointRouteBuilder api)
    {
        RegisterAccount.Map(api);
        SignIn.Map(api);
        SignOut.Map(api);
        ListSessions.Map(api);
        EndSession.Map(api);
        GetMe.Map(api);
        PutMe.Map(api);
        CloseAccount.Map(api);
        ResendVerification.Map(api);
        VerifyEmail.Map(api);
        AskEmailChange.Map(api);
        ChangeEmail.Map(api);
        ChangePassword.Map(api);
        AskPasswordReset.Map(api);
        ResetPassword.Map(api);
        ListAddresses.Map(api);
        AddAddress.Map(api);
        PutAddress.Map(api);
        RemoveAddress.Map(api);
    }

    public IReadOnlyDictionary<string, Refusal> Constraints { get; } = new Dictionary<string, Refusal>
    {
        ["login_pk"] = Refusals.EmailOwned,
    };
}
