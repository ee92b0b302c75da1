using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Fachwerk.Backend.Live;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.WebEncoders;

namespace Fachwerk.Backend.Web;

/// <summary>
/// The frame of all pages: tenant in the path, languages, headers, assets, errors. Routing stands after the tenant has
/// left the path, so everything that follows sees the short path.
/// </summary>
public static class WebSlice
{
    private static readonly TimeSpan HttpsOnlyFor = TimeSpan.FromDays(365);

    /// <summary>Registers the frame.</summary>
    public static WebApplicationBuilder AddWeb(this WebApplicationBuilder builder, WebOptions web)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton(web);
        AddWayIn(builder.Services, web);
        builder.WebHost.ConfigureKestrel(options => options.AddServerHeader = false);
        // Assets lie in the source folder until they are published; their manifest lies beside the program.
        builder.WebHost.UseStaticWebAssets();
        // Else those of a build are taken for work in hand, wherever it runs: kept by no browser, and sent at full
        // length in the dress of a compressed file.
        builder.Configuration["ReloadStaticAssetsAtRuntime"] = "false";
        var services = builder.Services;
        services.AddSingleton<SiteAssets>();
        services.AddPageCompression();
        services.AddScoped<ShellModel>();
        services.AddScoped(_ => Texts.For(CultureInfo.CurrentUICulture.Name));
        services.AddProblemDetails();
        // Umlauts stay letters; what could be markup is still encoded.
        services.Configure<WebEncoderOptions>(options =>
            options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "fachwerk.form";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.SuppressXFrameOptionsHeader = true; // frame-ancestors says it.
        });
        services.AddRazorPages(options =>
        {
            options.RootDirectory = "/";
            options.Conventions.AuthorizeFolder("/");
            // Each page holds somebody's data or a token: no browser keeps it.
            options.Conventions.ConfigureFilter(
                new ResponseCacheAttribute { NoStore = true, Location = ResponseCacheLocation.None });
        });
        services.Configure<RequestLocalizationOptions>(UseOurLanguages);
        services.Configure<RouteOptions>(options => options.LowercaseUrls = true);
        services.AddLive();
        return builder;
    }

    /// <summary>The pipeline in its order; sign-in and access rights stand between routing and pages.</summary>
    public static WebApplication UseWeb(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseMiddleware<ForwardedNotice>();
        app.UseForwardedHeaders();
        app.UsePageCompression();
        app.UseSecurityHeaders();
        app.UseHsts();
        app.UseExceptionHandler(ErrorModel.FaultAddress);
        app.UseMiddleware<TenantPath>();
        app.UseRequestLocalization();
        app.UseStatusCodePagesWithReExecute(ErrorModel.Address);
        app.UseRouting();
        app.UseMiddleware<TenantGate>();
        app.UseMiddleware<OwnOrigin>();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        return app;
    }

    /// <summary>Pages, assets and the live hub.</summary>
    public static WebApplication MapWeb(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapRazorPages().WithStaticAssets();
        app.MapLive();
        return app;
    }

    private static void AddWayIn(IServiceCollection services, WebOptions web)
    {
        services.Configure<HostFilteringOptions>(options =>
            options.AllowedHosts = web.Hosts.Count > 0 ? [.. web.Hosts] : ["*"]);
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var proxy in web.Proxies)
                options.KnownIPNetworks.Add(proxy);
            // Without a known proxy the framework would believe everybody.
            options.ForwardedHeaders = web.Proxies.Count > 0
                ? ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto
                : ForwardedHeaders.None;
            options.ForwardLimit = Math.Max(1, web.Proxies.Count);
        });
        services.AddHsts(options => options.MaxAge = HttpsOnlyFor);
    }

    private static void UseOurLanguages(RequestLocalizationOptions options)
    {
        var cultures = Texts.Languages.Select(CultureInfo.GetCultureInfo).ToList();
        options.SupportedCultures = cultures;
        options.SupportedUICultures = cultures;
        options.DefaultRequestCulture = new RequestCulture("en");
        options.ApplyCurrentCultureToResponseHeaders = true;
        options.RequestCultureProviders =
        [
            new CustomRequestCultureProvider(context => Task.FromResult(
                context.Request.Cookies[PreferenceCookies.LanguageName] is { } language
                    ? new ProviderCultureResult(language)
                    : null)),
            new AcceptLanguageHeaderRequestCultureProvider()
        ];
    }
}
