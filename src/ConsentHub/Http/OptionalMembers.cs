using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ConsentHub.Http;

/// <summary>Takes members that may be absent off the lists of required members. The framework requires every parameter of a record, but the hub leaves out a null value.</summary>
internal sealed class OptionalMembers : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var member in context.JsonTypeInfo.Properties.Where(MayBeAbsent))
            schema.Required?.Remove(member.Name);

        return Task.CompletedTask;
    }

    private static bool MayBeAbsent(JsonPropertyInfo member) =>
        member.IsGetNullable || Nullable.GetUnderlyingType(member.PropertyType) is not null || member.AttributeProvider?.IsDefined(typeof(JsonIgnoreAttribute), inherit: true) == true;
}
