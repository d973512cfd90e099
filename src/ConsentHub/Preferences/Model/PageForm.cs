using System.Globalization;
using System.Text;
using ConsentHub.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ConsentHub.Preferences.Model;

/// <summary>A strictly parsed form of the page: bounded, UTF-8, each field once, no unknown fields.</summary>
internal sealed class PageForm
{
    public const string Category = "category.";
    public const string Service = "service.";

    private const int MaxFields = 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, string> fields;

    private PageForm(Dictionary<string, string> fields) => this.fields = fields;

    public string? this[string name] => fields.GetValueOrDefault(name);

    /// <summary>A field as a whole number; 0, which is never a version, if the field is not a number.</summary>
    public int Number(string name) => int.TryParse(this[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>The fields whose names start with the prefix, by the rest of their names.</summary>
    public IEnumerable<(string Id, string Value)> Under(string prefix) =>
        fields.Where(f => f.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(f => (f.Key[prefix.Length..], f.Value));

    /// <summary>Every field except the field with this name. A form that asks for this field separately repeats all others as hidden fields.</summary>
    public IEnumerable<(string Name, string Value)> Except(string name) => fields.Where(f => f.Key != name).Select(f => (f.Key, f.Value));

    /// <summary>A problem that names every unknown field; null if there is none.</summary>
    public IResult? RefuseOthers(params IReadOnlyCollection<string> known)
    {
        var errors = new FieldErrors();
        foreach (var name in fields.Keys.Where(name => !known.Any(k => k.EndsWith('.') ? name.StartsWith(k, StringComparison.Ordinal) : name == k)))
            errors.Add(FieldErrors.Shorten(name), "is not a field of this form");

        return errors.Any ? Problems.Fields(errors) : null;
    }

    /// <param name="longest">The most bytes of a form.</param>
    public static async Task<(PageForm? Form, IResult? Problem)> ReadAsync(HttpContext context, int longest = JsonBody.PublicLimit)
    {
        if (!IsForm(context.Request.ContentType))
            return (null, Problems.Of(415, "unsupported_media_type", "Send the form as application/x-www-form-urlencoded, in UTF-8."));

        var body = new byte[longest + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        if (length > longest)
            return (null, Problems.Of(413, "body_too_large", $"The form is larger than {longest} bytes."));

        try
        {
            return Read(StrictUtf8.GetString(body, 0, length));
        }
        catch (Exception e) when (e is DecoderFallbackException or InvalidDataException)
        {
            return (null, Problems.Of(400, "malformed_form", "The body is not a form in UTF-8, or it has too many fields."));
        }
    }

    private static (PageForm? Form, IResult? Problem) Read(string text)
    {
        using var reader = new FormReader(text) { ValueCountLimit = MaxFields, KeyLengthLimit = 256, ValueLengthLimit = text.Length + 1 };
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var errors = new FieldErrors();
        foreach (var (name, values) in reader.ReadForm())
        {
            fields[name] = values[0] ?? "";
            if (values.Count > 1)
                errors.Add(FieldErrors.Shorten(name), "is duplicated; send it once");
        }

        return errors.Any ? (null, Problems.Fields(errors)) : (new PageForm(fields), null);
    }

    private static bool IsForm(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
