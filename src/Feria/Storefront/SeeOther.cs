namespace Feria.Storefront;

/// <summary>303: the form is done, this is the page to look at now.</summary>
sealed class SeeOther(string address) : IResult
{
    public Task ExecuteAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = address;
        return Task.CompletedTask;
    }
}
