using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Net.Http.Headers;

namespace ConsentHub.Http;

/// <summary>Reads a small JSON body strictly. A wrong size or content type, and a duplicate or unknown field, each get a problem response that names the error.</summary>
internal static class JsonBody
{
    /// <summary>The size limit of public request bodies.</summary>
    public const int PublicLimit = 16 * 1024;

    /// <param name="expected">Returns the message for a field whose value has the wrong type.</param>
    /// <returns>The value, or the problem response.</returns>
    public static async Task<(T? Value, IResult? Problem)> ReadAsync<T>(
        HttpContext context, JsonTypeInfo<T> type, int limit, Func<string, string> expected)
        where T : class
    {
        if (!IsJson(context.Request.ContentType))
            return (null, Problems.Of(415, "unsupported_media_type", "Send the body as application/json, or as text/plain with JSON, in UTF-8."));

        var buffer = ArrayPool<byte>.Shared.Rent(limit + 1);
        try
        {
            var length = await ReadBodyAsync(context.Request, buffer.AsMemory(0, limit + 1));
            return length > limit ? (null, TooLarge(limit)) : Parse(buffer.AsSpan(0, length), type, expected);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Parses one JSON object strictly.</summary>
    /// <param name="what">What the text is, as the subject of a sentence.</param>
    /// <param name="prefix">What comes before the names of its fields.</param>
    public static (T? Value, IResult? Problem) Parse<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, Func<string, string> expected, string what = "The body", string prefix = "")
        where T : class
    {
        try
        {
            var value = JsonSerializer.Deserialize(json, type) ?? throw new JsonException("The text is null.", "$", 0, 0);
            return FindNull(json) is { } field ? (null, Problems.Field(prefix + field, "must not be null; leave it out")) : (value, null);
        }
        catch (JsonException e)
        {
            return (null, Explain(e, expected, what, prefix));
        }
    }

    public static IResult TooLarge(int limit) => Problems.Of(413, "body_too_large", $"The body is larger than {limit} bytes.");

    /// <summary>Reads a body until the buffer is full.</summary>
    /// <returns>How many bytes were read.</returns>
    public static async Task<int> ReadBodyAsync(HttpRequest request, Memory<byte> buffer)
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

    private static bool IsJson(string? contentType) =>
        contentType is "application/json" or "text/plain;charset=UTF-8" or "text/plain;charset=utf-8" || IsJsonSpeltOtherwise(contentType);

    private static bool IsJsonSpeltOtherwise(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.MediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase))
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    /// <summary>The first field whose value is null; null if there is none. A null value is refused, because the deserializer can't distinguish it from an absent field.</summary>
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

    private static IResult Explain(JsonException error, Func<string, string> expected, string what, string prefix)
    {
        // "$.choices.analytics", or "$['an odd name']"; "$" is the whole body.
        var field = error.Path?.TrimStart('$').TrimStart('.');
        // An error of the reader means that the text is not JSON. The path then only says where the reader stopped.
        if (error.InnerException is JsonException || string.IsNullOrEmpty(field) || (field[0] == '[' && field[1] != '\''))
            return Problems.Of(400, "malformed_json", error.Message.Contains("depth", StringComparison.OrdinalIgnoreCase)
                ? $"{what} is nested more deeply than any valid body."
                : $"{what} is not one JSON object that matches the schema.");

        var message = error.Message switch
        {
            var m when m.Contains("Duplicate", StringComparison.OrdinalIgnoreCase) => "is duplicated; send it once",
            var m when m.Contains("could not be mapped", StringComparison.OrdinalIgnoreCase) => "is not a field of this body",
            _ => expected(field),
        };
        return Problems.Field(prefix + FieldErrors.Shorten(field), message);
    }
}
