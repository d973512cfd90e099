using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ConsentHub.Http;

/// <summary>Adds the domain's documentation comments to the OpenAPI schemas, because the framework's generator does not see types of other assemblies.</summary>
internal sealed partial class DomainComments : IOpenApiSchemaTransformer
{
    private readonly Lazy<Dictionary<string, XElement>> members = new(() => XDocument.Load(Path.Combine(AppContext.BaseDirectory, "ConsentHub.Core.xml"))
        .Descendants("member").ToDictionary(m => m.Attribute("name")!.Value, StringComparer.Ordinal));

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        // A type with a comment has its own schema, which many properties may reference. So the type's comment takes precedence over a property's comment.
        var type = context.JsonTypeInfo.Type;
        schema.Description ??= Summary($"T:{NameOf(Nullable.GetUnderlyingType(type) ?? type)}") ?? (context.JsonPropertyInfo is { } property ? Of(property) : null);
        return Task.CompletedTask;
    }

    /// <summary>The summary of a property; for a parameter of a record, its param text in the comment of the record.</summary>
    private string? Of(JsonPropertyInfo property)
    {
        if (property.AttributeProvider is not MemberInfo { DeclaringType: { } type } member)
            return null;

        return Summary($"P:{NameOf(type)}.{member.Name}")
            ?? Text(members.Value.GetValueOrDefault($"T:{NameOf(type)}")?.Elements("param").FirstOrDefault(p => p.Attribute("name")!.Value == member.Name));
    }

    private string? Summary(string member) => Text(members.Value.GetValueOrDefault(member)?.Element("summary"));

    private static string NameOf(Type type) => (type.FullName ?? type.Name).Replace('+', '.');

    private static string? Text(XElement? comment) => comment is null ? null : Spaces().Replace(string.Concat(comment.Nodes().Select(Text)), " ").Trim();

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement element when element.Attribute("cref")?.Value is { } name => name[(name.LastIndexOf('.') + 1)..],
        XElement element => element.Value,
        _ => "",
    };

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
