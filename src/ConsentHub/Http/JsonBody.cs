using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Net.Http.Headers;

namespace ConsentHub.Http;

/// <summary>Reads a small JSON body strictly: size, content type, duplicate and unknown fields, each with a problem that says what is wrong.</summary>
internal static class JsonBody
{
    /// <summary>The limit of public bodies.</summary>
    public const int PublicLimit = 16 * 1024;

    /// <param name="expected">What would be right, by field, for values of a wrong type.</param>
    /// <returns>The value, or the problem to answer with.</returns>
    public static async Task<(T? Value, IResult? Problem)> ReadAsync<T>(
        HttpContext context, JsonTypeInfo<T> type, int limit, Func<string, string> expected)
        where T : class
    {
        if (!IsJson(context.Request.ContentType))
            return (null, Problems.Of(415, "unsupported_media_type", "Send the body as application/json, or as text/plain carrying JSON, in UTF-8."));

        var buffer = ArrayPool<byte>.Shared.Rent(limit + 1);
        try
        {
            var length = await ReadBodyAsync(context.Request, buffer.AsMemory(0, limit + 1));
            if (length > limit)
                return (null, Problems.Of(413, "body_too_large", $"The body is larger than {limit} bytes."));

            var value = JsonSerializer.Deserialize(buffer.AsSpan(0, length), type) ?? throw new JsonException("The body is null.", "$", 0, 0);
            return FindNull(buffer.AsSpan(0, length)) is { } field ? (null, Problems.Field(field, "must not be null; leave it out")) : (value, null);
        }
        catch (JsonException e)
        {
            return (null, Explain(e, expected));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool IsJson(string? contentType) =>
        contentType is "application/json" or "text/plain;charset=UTF-8" or "text/plain;charset=utf-8" || IsJsonSpeltOtherwise(contentType);

    private static bool IsJsonSpeltOtherwise(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.MediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase))
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static async Task<int> ReadBodyAsync(HttpRequest request, Memory<byte> buffer)
    {
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await request.Body.ReadAsync(buffer[length..], request.HttpContext.RequestAborted);
            if (read == 0)
                break;

            length += read;
        }

        return length;
    }

    /// <summary>The first field that is null. It would read like an absent one, and nothing is guessed.</summary>
    private static string? FindNull(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("null"u8) < 0)
            return null;

        var field = "";
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
                field = reader.GetString()!;
            else if (reader.TokenType == JsonTokenType.Null)
                return field;
        }

        return null;
    }

    private static IResult Explain(JsonException error, Func<string, string> expected)
    {
        // "$.choices.analytics", or "$['an odd name']"; "$" is the body itself.
        var field = error.Path?.TrimStart('$').TrimStart('.');
        // An error of the reader means that the text is no JSON; the field at which it stopped is not to blame.
        if (error.InnerException is JsonException || string.IsNullOrEmpty(field) || (field[0] == '[' && field[1] != '\''))
            return Problems.Of(400, "malformed_json", error.Message.Contains("depth", StringComparison.OrdinalIgnoreCase)
                ? "The body is nested too deeply for any body of the contract."
                : "The body is not one JSON object as the contract describes it.");

        var message = error.Message switch
        {
            var m when m.Contains("Duplicate", StringComparison.OrdinalIgnoreCase) => "stands twice; send it once",
            var m when m.Contains("could not be mapped", StringComparison.OrdinalIgnoreCase) => "is not a field of this body",
            _ => expected(field),
        };
        return Problems.Field(FieldErrors.Shorten(field), message);
    }
}
