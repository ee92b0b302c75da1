using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Core.Infrastructure;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Fachwerk.Backend.Portal;

/// <summary>
/// A form for the sign-in that was loaded before somebody signed in or out in this browser holds a token of that time.
/// Nothing is done with it; the page comes anew and says so.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class StaleSignInFormAttribute : Attribute, IAlwaysRunResultFilter
{
    public void OnResultExecuting(ResultExecutingContext context)
    {
        if (context.Result is not IAntiforgeryValidationFailedResult)
            return;
        var request = context.HttpContext.Request;
        var returnUrl = request.HasFormContentType ? request.Form["returnUrl"].ToString() : "";
        context.Result = new RedirectToPageResult("/Portal/SignIn", new
        {
            stale = true,
            returnUrl = returnUrl.Length <= SignInModel.ReturnUrlMax ? returnUrl : ""
        });
    }

    public void OnResultExecuted(ResultExecutedContext context)
    {
    }
}
