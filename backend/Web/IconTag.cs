using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Fachwerk.Backend.Web;

/// <summary>
/// <c>&lt;icon name="door" /&gt;</c>: one of the icons of icons.mjs, drawn in the colour of the text.
/// </summary>
[HtmlTargetElement("icon", TagStructure = TagStructure.WithoutEndTag)]
public sealed class IconTag(SiteAssets assets) : TagHelper
{
    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public string Name { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "svg";
        output.TagMode = TagMode.StartTagAndEndTag;
        string extra = context.AllAttributes.TryGetAttribute("class", out TagHelperAttribute own)
            ? $" {own.Value}"
            : "";
        output.Attributes.SetAttribute("class", $"icon{extra}");
        output.Attributes.SetAttribute("aria-hidden", "true");
        string sprite = assets.Url(ViewContext.HttpContext, "lib/icons.svg");
        output.Content.SetHtmlContent($"""<use href="{sprite}#{Name}"></use>""");
    }
}
