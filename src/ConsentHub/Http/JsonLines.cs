using System.Buffers;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Net.Http.Headers;

namespace ConsentHub.Http;

/// <summary>Reads a body of JSON objects, one a line (NDJSON), each as strictly as <see cref="JsonBody"/>.</summary>
internal static class JsonLines
{
    public const string MediaType = "application/x-ndjson";

    private static readonly byte[] Space = [(byte)' ', (byte)'\t', (byte)'\r', (byte)'\n'];

    /// <param name="name">The name of the list in errors: its first object is <c>name[0]</c>.</param>
    /// <param name="limit">The most bytes of the body.</param>
    /// <param name="most">The most lines.</param>
    /// <param name="expected">Returns the message for a field whose value has the wrong type.</param>
    /// <returns>The objects, at least one, or the problem response.</returns>
    public static async Task<(IReadOnlyList<T>? Values, IResult? Problem)> ReadAsync<T>(
        HttpContext context, JsonTypeInfo<T> type, string name, int limit, int most, Func<string, string> expected)
        where T : class
    {
        if (!IsLines(context.Request.ContentType))
            return (null, Problems.Of(415, "unsupported_media_type", $"Send the body as {MediaType} in UTF-8, one JSON object a line."));

        var buffer = ArrayPool<byte>.Shared.Rent(limit + 1);
        try
        {
            var length = await JsonBody.ReadBodyAsync(context.Request, buffer.AsMemory(0, limit + 1));
            return length > limit ? (null, JsonBody.TooLarge(limit)) : Parse(buffer.AsSpan(0, length).TrimEnd(Space), type, name, most, expected);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static (IReadOnlyList<T>? Values, IResult? Problem) Parse<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type, string name, int most, Func<string, string> expected)
        where T : class
    {
        if (body.IsEmpty)
            return (null, Problems.Of(400, "malformed_json", "The body is empty: send one JSON object a line."));
        if (body.Count((byte)'\n') >= most)
            return (null, Problems.Of(413, "body_too_large", $"The body has more than {most.ToString(CultureInfo.InvariantCulture)} lines."));

        var values = new List<T>();
        foreach (var range in body.Split((byte)'\n'))
        {
            var number = values.Count.ToString(CultureInfo.InvariantCulture);
            var (value, problem) = JsonBody.Parse(body[range], type, expected, $"Line {(values.Count + 1).ToString(CultureInfo.InvariantCulture)}", $"{name}[{number}].");
            if (value is null)
                return (null, problem);

            values.Add(value);
        }

        return (values, null);
    }

    private static bool IsLines(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && type.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
