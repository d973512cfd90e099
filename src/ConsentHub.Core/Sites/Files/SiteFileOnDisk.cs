using ConsentHub.Sites.Validation;

namespace ConsentHub.Sites.Files;

/// <summary>Reads one site file and checks that the file is named after the site's key.</summary>
internal static class SiteFileOnDisk
{
    public static async Task<SiteFileResult> ReadAsync(string file, CancellationToken ct) =>
        await ReadBytesAsync(file, ct) is (var bytes, var error) && bytes is not null ? Read(file, bytes) : new SiteFileResult(null, [new SiteFileError("", error)]);

    /// <summary>The file's bytes, or why it can't be read.</summary>
    public static async Task<(byte[]? Bytes, string Error)> ReadBytesAsync(string file, CancellationToken ct)
    {
        try
        {
            return (await File.ReadAllBytesAsync(file, ct), "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"can't be read: {e.Message}");
        }
    }

    /// <summary>The key of the only site that a file of this name may hold.</summary>
    public static string KeyOf(string file) => Path.GetFileNameWithoutExtension(file);

    public static SiteFileResult Read(string file, byte[] bytes)
    {
        var result = SiteFileReader.Read(bytes);
        return result.Site is not { } site || KeyOf(file) == site.Key
            ? result
            : result with { Site = null, Errors = [new SiteFileError("key", $"is \"{site.Key}\", but the file is named {Path.GetFileName(file)}; name it {site.Key}.json") { Line = result.LineOf("key") }] };
    }
}
