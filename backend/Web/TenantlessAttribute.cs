namespace Fachwerk.Backend.Web;

/// <summary>Marks what also answers outside any tenant; everything else is not found there.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TenantlessAttribute : Attribute;
