using Microsoft.AspNetCore.Components;

namespace Feria.Storefront;

/// <summary>Every page and part: it knows the visit it is drawn for and speaks the visitor's language.</summary>
public abstract class Piece : ComponentBase
{
    [Inject] public required Visit Visit { get; set; }

    protected string Say(string key, params ReadOnlySpan<object?> with) => Visit.Say(key, with);

    protected string Count(string key, long many) => Visit.Count(key, many);

    protected string To(string path) => Visit.To(path);
}
