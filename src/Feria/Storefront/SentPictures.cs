using Feria.Media;

namespace Feria.Storefront;

/// <summary>Pictures chosen in a form: taken in whatever else is wrong, so that nobody chooses them again.</summary>
static class SentPictures
{
    const int MostAtOnce = 8;

    /// <summary>Addresses of those that were taken in; why others were not stands at the field.</summary>
    /// <param name="slice">What takes them in.</param>
    /// <param name="input">What the form calls them.</param>
    public static async Task<IReadOnlyList<string>> TakeAsync(
        IFormCollection sent, Filled form, string field, Visit visit, Inside inside,
        string slice = nameof(AddPicture), object? route = null, string input = "files")
    {
        var taken = new List<string>();
        foreach (var file in sent.Files.GetFiles(input).Where(file => file.Length > 0).Take(MostAtOnce))
        {
            await using var bytes = file.OpenReadStream();
            var read = file.Length > TakePictures.MostBytes
                ? null
                : await Bounded.ReadAsync(bytes, TakePictures.MostBytes, CancellationToken.None);
            var answer = read is null ? null : await inside.CallAsync(slice, route, new Inside.Raw(read));
            if (answer is { Problem: null }) taken.Add(answer.Read<Shown>().Url);
            else
                form.Blame(field, answer?.Problem is { } problem
                    ? visit.Refused(problem.Code, problem.Title)
                    : visit.Refused(Refusals.TooManyBytes.Code));
        }

        return taken;
    }
}
