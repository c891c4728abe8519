using Feria.Contracts;

namespace Feria.Operations;

/// <summary>
/// Tells whoever may look after the installation, in the application (and where else they are told) and by letter, in
/// the transaction that notes that they were told.
/// </summary>
public sealed class AlertPeople(
    IAccountBook accounts, INoticeBoard notices, IPostOffice post, PublicSite site)
{
    const int MostPeople = 50;
    const int MostNamed = 20;

    public sealed record Told(
        Guid Id, short Severity, string Source, string Kind, string Service, string Place, long Count, DateTime FirstAt,
        DateTime OpenedAt)
    {
        public string Word => ((Severity)Severity).ToString().ToLowerInvariant();

        public string Sentence => $"{Word}: {Service}, {Kind}, {Place} ({Count})";
    }

    public async Task TellAsync(Tx tx, IReadOnlyList<Told> due, string stage, bool isStorm)
    {
        var holders = await accounts.HoldersAsync(tx, Permission.ManageOperations, MostPeople);
        if (holders.Count == 0) return;
        var contacts = await accounts.ContactsAsync([.. holders], CancellationToken.None);
        foreach (var alert in isStorm ? [due] : due.Select(one => (IReadOnlyList<Told>)[one]))
        {
            var (name, mark) = (isStorm ? "incidents" : "incident", $"incident {stage} {alert[0].Id}");
            var path = isStorm ? "/operations/incidents" : $"/operations/incidents/{alert[0].Id}";
            await notices.PostAsync(tx,
            [
                .. holders.Select(account => new Notice(
                    account, NoticeTopic.Incidents, $"{name}-{stage}",
                    new Dictionary<string, string>
                    {
                        ["title"] = $"{alert[0].Service}: {alert[0].Place}", ["number"] = $"{alert.Count}",
                        ["code"] = alert[0].Kind,
                    },
                    path, mark)),
            ]);
            await post.PostOnceAsync(tx,
            [
                .. contacts.Select(one => (
                    LetterOf(one.Value, $"{name}-{stage}", alert, path), $"{mark} {one.Key}")),
            ]);
        }
    }

    Letter LetterOf(Contact contact, string template, IReadOnlyList<Told> alert, string path) => new(
        contact.Email, contact.Locale, template, new Dictionary<string, string>
        {
            ["name"] = contact.FullName,
            ["what"] = $"{alert[0].Service}, {alert[0].Kind}",
            ["many"] = $"{alert.Count}",
            ["lines"] = string.Join('\n', alert.Take(MostNamed).Select(one => one.Sentence)
                .Concat(alert.Count > MostNamed ? [$"+ {alert.Count - MostNamed}"] : [])),
            ["since"] = $"{alert.Min(one => one.FirstAt):yyyy-MM-dd HH:mm} UTC",
            ["link"] = site.Page(contact.Locale, path[1..]),
        });
}
