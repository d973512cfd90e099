using System.Text.Json;
using System.Text.Unicode;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Validation;

namespace ConsentHub.Sites.Files;

/// <summary>Reads a site file or refuses it with everything that is wrong. Nothing is guessed, coerced or dropped.</summary>
/// <remarks>Checks the shape first (JSON, fields, types) and the values only if the shape is right.</remarks>
internal static class SiteFileReader
{
    public const int MaxBytes = 512 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static SiteFileResult Read(ReadOnlySpan<byte> utf8Json)
    {
        if (utf8Json.Length > MaxBytes)
            return Refused(new SiteFileError("", $"is longer than {MaxBytes / 1024} KiB"));

        if (utf8Json.StartsWith(ByteOrderMark))
            utf8Json = utf8Json[ByteOrderMark.Length..];

        if (!Utf8.IsValid(utf8Json))
            return Refused(new SiteFileError("", "must be UTF-8"));

        var shape = new SiteFileShape(utf8Json);
        shape.Check(SiteFileJson.Default.SiteFile);
        if (shape.Errors.All.Count > 0)
            return new SiteFileResult(null, shape.Errors.All);

        var site = JsonSerializer.Deserialize(utf8Json, SiteFileJson.Default.SiteFile)!;
        SiteFileValidator.Check(site, shape.Errors);
        return new SiteFileResult(shape.Errors.All.Count == 0 ? site : null, shape.Errors.All) { LineOf = shape.Errors.LineOf };
    }

    private static SiteFileResult Refused(SiteFileError error) => new(null, [error]);
}
