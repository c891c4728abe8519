using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.Storefront;

/// <summary>A problem as a page for whoever asked with a browser; programs get it as JSON.</summary>
sealed class PageErrors : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context)
    {
        var request = context.HttpContext.Request;
        return request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            && !request.Path.StartsWithSegments("/api/v1");
    }

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var http = context.HttpContext;
        var status = context.ProblemDetails.Status ?? http.Response.StatusCode;
        var code = context.ProblemDetails.Extensions.TryGetValue("code", out var said) ? said?.ToString() : null;
        var visit = http.RequestServices.GetRequiredService<Visit>();
        if (code == KernelRefusals.SecondStepNeededOfStaff.Code)
        {
            http.Response.Redirect(visit.To(
                ShowSecondStep.Place + "?back=" + Uri.EscapeDataString(Back(http.Request, visit))));
            http.Response.StatusCode = 303;
            return;
        }

        if (status == 401)
        {
            http.Response.Redirect(visit.To("/sign-in?back=" + Uri.EscapeDataString(Back(http.Request, visit))));
            http.Response.StatusCode = 303;
            return;
        }

        http.Response.StatusCode = status;
        if (context.ProblemDetails.Extensions.TryGetValue("retryAfter", out var seconds))
            http.Response.Headers.RetryAfter = seconds?.ToString();
        ReceiveVisitor.Guard(http);
        await new RazorComponentResult<LostPage>(new
        {
            Status = status,
            Code = code,
            Trace = status == 500 ? System.Diagnostics.Activity.Current?.TraceId.ToString() : null,
        })
        { StatusCode = status }.ExecuteAsync(http);
    }

    static string Back(HttpRequest request, Visit visit) => HttpMethods.IsGet(request.Method) ? visit.Path : "/";
}
