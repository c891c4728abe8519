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
        services.AddNews<RoleChanged>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<SecondStep>();
        services.AddSingleton<PasswordCheck>();
        services.AddSingleton<Links>();
        services.AddSingleton<ICallers, Callers>();
        services.AddSingleton<IAccountBook, AccountBook>();
        services.AddHostedService<SyncPermissions>();
        services.AddSingleton<IFindable, FindUsers>();
        services.AddJob<WriteResetLetter>();
        services.AddJob<TellActed>();
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
        GetSecondStep.Map(api);
        BeginSecondStep.Map(api);
        ConfirmSecondStep.Map(api);
        RenewRecoveryCodes.Map(api);
        EndSecondStep.Map(api);
        ListUsers.Map(api);
        ExportUsers.Map(api);
        GetUser.Map(api);
        SuspendUser.Map(api);
        ReinstateUser.Map(api);
        EndUserSessions.Map(api);
        ResetSecondStep.Map(api);
        ActAsUser.Map(api);
        ListRoles.Map(api);
        MakeRole.Map(api);
        PutRole.Map(api);
        DropRole.Map(api);
        GiveRole.Map(api);
        TakeRole.Map(api);
        InviteColleague.Map(api);
        ListStaffInvitations.Map(api);
        WithdrawStaffInvitation.Map(api);
        AcceptStaffInvitation.Map(api);
    }

    public IReadOnlyDictionary<string, Refusal> Constraints { get; } = new Dictionary<string, Refusal>
    {
        ["login_pk"] = Refusals.EmailOwned,
    };
}
