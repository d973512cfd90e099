using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ConsentHub.Http;

/// <summary>Writes a small JSON response at once, with its length. Not for responses of unbounded size, because each thread keeps its buffer.</summary>
internal static class JsonResponse
{
    /// <summary>Escapes only what JSON requires. This is safe, because no response is embedded in a page, and <c>nosniff</c> stops browsers from guessing its type.</summary>
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static Utf8Buffer? buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? writer;

    public static IResult Of<T>(T value, JsonTypeInfo<T> type, int status = 200) => new Result<T>(value, type, status);

    /// <summary>The thread's buffer, emptied. Callers must not await anything before <see cref="SendAsync"/>, because another request could then use the buffer.</summary>
    public static Utf8Buffer Begin()
    {
        var bytes = buffer ??= new Utf8Buffer();
        bytes.Clear();
        return bytes;
    }

    /// <summary>Sends the content of the buffer that <see cref="Begin"/> returned.</summary>
    public static Task SendAsync(HttpContext context, Utf8Buffer bytes, int status)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = bytes.Written.Length;
        bytes.Written.Span.CopyTo(response.BodyWriter.GetSpan(bytes.Written.Length));
        response.BodyWriter.Advance(bytes.Written.Length);
        return response.BodyWriter.FlushAsync(context.RequestAborted).GetAsTask();
    }

    private sealed class Result<T>(T value, JsonTypeInfo<T> type, int status) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var bytes = Begin();
            var json = writer ??= new Utf8JsonWriter(bytes, Options);
            json.Reset();
            JsonSerializer.Serialize(json, value, type);
            json.Flush();
            return SendAsync(httpContext, bytes, status);
        }
    }

    private static Task GetAsTask(this ValueTask<System.IO.Pipelines.FlushResult> flush) => flush.IsCompletedSuccessfully ? Task.CompletedTask : flush.AsTask();
}
