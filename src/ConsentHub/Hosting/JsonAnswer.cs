using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ConsentHub.Hosting;

/// <summary>A small answer as JSON, written in one piece with its length. What has no bound does not belong here: the buffer stays with its thread.</summary>
internal static class JsonAnswer
{
    /// <summary>Escapes what JSON asks for: no answer is ever put into a page, and browsers are told not to guess its type.</summary>
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static Utf8Buffer? buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? writer;

    public static IResult Of<T>(T value, JsonTypeInfo<T> type, int status = 200) => new Result<T>(value, type, status);

    private sealed class Result<T>(T value, JsonTypeInfo<T> type, int status) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            // Nothing is awaited between the first byte and the last, so the thread's own buffer is free again.
            var bytes = buffer ??= new Utf8Buffer();
            var json = writer ??= new Utf8JsonWriter(bytes, Options);
            bytes.Clear();
            json.Reset();
            JsonSerializer.Serialize(json, value, type);
            json.Flush();

            var response = httpContext.Response;
            response.StatusCode = status;
            response.ContentType = "application/json; charset=utf-8";
            response.ContentLength = bytes.Written.Length;
            bytes.Written.Span.CopyTo(response.BodyWriter.GetSpan(bytes.Written.Length));
            response.BodyWriter.Advance(bytes.Written.Length);
            return response.BodyWriter.FlushAsync(httpContext.RequestAborted).GetAsTask();
        }
    }

    private static Task GetAsTask(this ValueTask<System.IO.Pipelines.FlushResult> flush) => flush.IsCompletedSuccessfully ? Task.CompletedTask : flush.AsTask();
}
