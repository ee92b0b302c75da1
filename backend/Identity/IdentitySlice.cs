using Fachwerk.Backend.Database;
using Fachwerk.Backend.Secrets;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Fachwerk.Backend.Identity;

/// <summary>Accounts and sign-in, each tenant's in its own database, and what binds a browser to one.</summary>
public static class IdentitySlice
{
    private const int PasswordLengthMin = 12;

    // PBKDF2 with HMAC-SHA-512, the framework's hash, at the cost that OWASP names for it; 80 ms of a processor.
    private const int PasswordIterations = 210_000;


    /// <summary>Registers the slice. The middleware that enters the tenant stands before authentication.</summary>
    public static IServiceCollection AddTenantIdentity(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddDataProtection().SetApplicationName("fachwerk");
        services.AddSingleton<DataProtectionKeys>();
        services.AddOptions<KeyManagementOptions>()
            .Configure<DataProtectionKeys>((options, keys) => options.XmlRepository = keys);
        services.AddSingleton<TenantBoundProtection>();
        services.AddSingleton<IAntiforgeryAdditionalDataProvider, TenantAntiforgeryData>();
        services.AddIdentity<User, Role>(Configure)
            .AddEntityFrameworkStores<TenantDbContext>()
            .AddTokenProvider<TenantTokenProvider>(TokenOptions.DefaultProvider);
        services.AddSingleton<IConfigureOptions<CookieAuthenticationOptions>, TenantCookies>();
        services.ConfigureApplicationCookie(options =>
        {
            options.Cookie.Name = "fachwerk";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            // The cookie lasts as long as a session may; whether it still holds is asked at each request.
            options.ExpireTimeSpan = SessionRules.AgeMax;
            options.SlidingExpiration = false;
            options.EventsType = typeof(SessionEvents);
            options.LoginPath = "/sign-in";
            options.LogoutPath = "/sign-out";
            options.ReturnUrlParameter = "returnUrl";
        });
        services.Replace(ServiceDescriptor.Singleton<ITempDataProvider>(root =>
            ActivatorUtilities.CreateInstance<CookieTempDataProvider>(
                root, root.GetRequiredService<TenantBoundProtection>())));
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = PasswordIterations);
        AddSessions(services);
        services.AddSingleton<DummyPassword>();
        AddSignIn(services);
        services.AddScoped<SignOut>();
        services.AddScoped<CreateUser>();
        return services;
    }

    private static void AddSignIn(IServiceCollection services)
    {
        services.AddSingleton(new HashingLane(Environment.ProcessorCount));
        services.AddSingleton<SignInCounters>();
        services.AddSingleton<SignInGate>();
        services.AddSingleton<RefusedSignIns>();
        services.AddSingleton<RefusedSignInsLog>();
        services.AddHostedService(root => root.GetRequiredService<RefusedSignInsLog>());
        services.AddScoped<SignInTries>();
        services.AddScoped<KnownDevices>();
        services.AddScoped<SignIn>();
    }

    private static void AddSessions(IServiceCollection services)
    {
        services.AddSingleton<SessionLooks>();
        services.AddScoped<SessionEvents>();
        services.AddScoped<Sessions>();
        services.AddScoped<ITenantCommitStep>(scope => scope.GetRequiredService<Sessions>());
        services.AddHostedService<SessionWatch>();
    }

    private static void Configure(IdentityOptions options)
    {
        options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
        options.Password.RequiredLength = PasswordLengthMin;
        options.Password.RequireDigit = false;
        options.Password.RequireLowercase = false;
        options.Password.RequireUppercase = false;
        options.Password.RequireNonAlphanumeric = false;
    }
}
