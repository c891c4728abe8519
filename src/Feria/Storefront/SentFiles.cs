using Feria.Community;

namespace Feria.Storefront;

/// <summary>
/// Files chosen for a message: taken in whatever else is wrong, and named in the form again, so that nobody chooses
/// them twice.
/// </summary>
public static class SentFiles
{
    const int LongestName = 200;

    /// <summary>
    /// Those that were taken in before and now; why others were not stands at the field <c>files</c>.
    /// </summary>
    /// <param name="route">Route values of the slice.</param>
    public static async Task<IReadOnlyList<Kept>> TakeAsync(
        IFormCollection sent, Filled form, string slice, RouteValueDictionary route, Visit visit, Inside inside)
    {
        var kept = sent["attachment"].Select(Kept.Read).OfType<Kept>().ToList();
        if (sent.Files.GetFiles("files").Count(file => file.Length > 0) > Attachments.MostAtOnce)
            form.Blame("files", visit.Say("wrong.attachments"));
        foreach (var file in sent.Files.GetFiles("files").Where(file => file.Length > 0).Take(Attachments.MostAtOnce))
        {
            await using var bytes = file.OpenReadStream();
            var name = new string([.. file.FileName.Where(letter => !char.IsControl(letter)).TakeLast(LongestName)]);
            var read = file.Length > Attachments.MostBytes
                ? null
                : await Bounded.ReadAsync(bytes, Attachments.MostBytes, CancellationToken.None);
            var answer = read is null
                ? null
                : await inside.CallAsync(
                    slice, new RouteValueDictionary(route) { ["name"] = name }, new Inside.Raw(read));
            if (answer is { Problem: null })
            {
                var taken = answer.Read<Attachment>();
                kept.Add(new(taken.Id, taken.Name));
            }
            else
                form.Blame("files", answer?.Problem is { } problem
                    ? visit.Refused(problem.Code, problem.Title)
                    : visit.Refused(Refusals.AttachmentTooLarge.Code));
        }

        return kept;
    }

    /// <summary>A file that was taken in and waits for its message.</summary>
    public sealed record Kept(Guid Id, string Name)
    {
        public string Field => $"{Id} {Name}";

        public static Kept? Read(string? field) =>
            field is { Length: >= 36 } && Guid.TryParse(field[..36], out var id) ? new(id, field[36..].Trim()) : null;
    }
}
