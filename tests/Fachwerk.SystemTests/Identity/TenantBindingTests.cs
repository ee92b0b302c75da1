using System.Security.Claims;
using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Identity;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Tenants;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace Fachwerk.SystemTests.Identity;

[Trait("Promise", "S-03")]
public sealed class TenantBindingTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_ticket_of_any_scheme_is_worthless_on_another_tenant()
    {
        await using var rig = await MakeAsync();
        var (acme, other) = await TenantsAsync(rig);
        var schemes = (await rig.Services.GetRequiredService<IAuthenticationSchemeProvider>().GetAllSchemesAsync())
            .Where(scheme => scheme.HandlerType == typeof(CookieAuthenticationHandler)).Select(scheme => scheme.Name);

        foreach (var scheme in schemes)
        {
            var format = rig.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>()
                .Get(scheme).TicketDataFormat;
            var ticket = new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity("test")), scheme);
            var cookie = Of(rig, acme, () => format.Protect(ticket));

            Assert.NotNull(Of(rig, acme, () => format.Unprotect(cookie)));
            Assert.Null(Of(rig, other, () => format.Unprotect(cookie)));
            Assert.Null(Of(rig, null, () => format.Unprotect(cookie)));
        }
    }

    [Fact]
    public async Task An_antiforgery_token_names_its_tenant()
    {
        await using var rig = await MakeAsync();
        var (acme, other) = await TenantsAsync(rig);
        var data = rig.Services.GetRequiredService<IAntiforgeryAdditionalDataProvider>();
        var requests = rig.Services.GetRequiredService<IHttpContextAccessor>();

        var mark = Of(rig, acme, () => data.GetAdditionalData(requests.HttpContext!));

        Assert.True(Of(rig, acme, () => data.ValidateAdditionalData(requests.HttpContext!, mark)));
        Assert.False(Of(rig, other, () => data.ValidateAdditionalData(requests.HttpContext!, mark)));
        Assert.False(Of(rig, null, () => data.ValidateAdditionalData(requests.HttpContext!, mark)));
    }

    [Fact]
    public async Task A_mailed_token_is_worthless_on_another_tenant_even_for_the_same_account_id()
    {
        await using var rig = await MakeAsync();
        var (acme, other) = await TenantsAsync(rig);
        var user = new User { Id = Guid.NewGuid(), UserName = "someone", SecurityStamp = "stamp" };
        var tokens = rig.Services.GetRequiredService<IOptions<IdentityOptions>>().Value.Tokens
            .ProviderMap[TokenOptions.DefaultProvider];
        var requests = rig.Services.GetRequiredService<IHttpContextAccessor>();

        async Task<T> AskAsync<T>(
            Tenant tenant, Func<IUserTwoFactorTokenProvider<User>, UserManager<User>, Task<T>> ask)
        {
            await using var scope = rig.Scopes.Open(tenant);
            requests.HttpContext = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
            await using var db = scope.ServiceProvider.GetRequiredService<TenantDbContext>();
            if (await db.FindAsync<User>([user.Id], Ct) is null)
            {
                db.Add(user);
                await db.SaveChangesAsync(Ct);
            }

            return await ask(
                (IUserTwoFactorTokenProvider<User>)scope.ServiceProvider.GetRequiredService(tokens.ProviderType),
                scope.ServiceProvider.GetRequiredService<UserManager<User>>());
        }

        var token = await AskAsync(acme, (one, users) => one.GenerateAsync("ResetPassword", users, user));

        Assert.True(await AskAsync(acme, (one, users) => one.ValidateAsync("ResetPassword", token, users, user)));
        Assert.False(await AskAsync(other, (one, users) => one.ValidateAsync("ResetPassword", token, users, user)));
    }

    [Fact]
    public async Task What_a_page_keeps_for_the_next_is_worthless_on_another_tenant()
    {
        await using var rig = await MakeAsync();
        var (acme, other) = await TenantsAsync(rig);
        var temp = rig.Services.GetRequiredService<ITempDataProvider>();
        var requests = rig.Services.GetRequiredService<IHttpContextAccessor>();

        var cookie = Of(rig, acme, () =>
        {
            temp.SaveTempData(requests.HttpContext!, new Dictionary<string, object> { ["note"] = "done" });
            return requests.HttpContext!.Response.Headers.SetCookie.ToString().Split(';')[0];
        });

        IDictionary<string, object> Load()
        {
            requests.HttpContext!.Request.Headers.Cookie = cookie;
            return temp.LoadTempData(requests.HttpContext!);
        }

        Assert.Equal("done", Of(rig, acme, Load)["note"]);
        Assert.Empty(Of(rig, other, Load));
    }

    private Task<TenantRig> MakeAsync() => TenantRig.MakeAsync(postgres, Ct, services => services.AddRazorPages());

    private static async Task<(Tenant Acme, Tenant Other)> TenantsAsync(TenantRig rig) =>
        (await rig.NewTenantAsync("acme", Ct), await rig.NewTenantAsync("other", Ct));

    // As within a request of the tenant; null is a page outside any.
    private static T Of<T>(TenantRig rig, Tenant? tenant, Func<T> run)
    {
        using var scope = tenant is null ? rig.Services.CreateScope() : rig.Scopes.Open(tenant);
        var requests = rig.Services.GetRequiredService<IHttpContextAccessor>();
        requests.HttpContext = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        try
        {
            return run();
        }
        finally
        {
            requests.HttpContext = null;
        }
    }
}
