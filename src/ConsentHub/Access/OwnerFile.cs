using System.Security.Cryptography;
using System.Text;

namespace ConsentHub.Access;

/// <summary>A small secret in a file that only its owner can read. Until it is kept it has another name, and is deleted again.</summary>
internal sealed class OwnerFile : IDisposable
{
    private readonly string unfinished;

    private OwnerFile(string path)
    {
        Path = path;
        unfinished = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
    }

    public string Path { get; }

    public static OwnerFile Write(string path, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        var file = new OwnerFile(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        using var stream = new FileStream(file.unfinished, options);
        stream.Write(Encoding.ASCII.GetBytes(text));
        stream.Flush(flushToDisk: true);
        return file;
    }

    public void Keep() => File.Move(unfinished, Path, overwrite: true);

    public void Dispose() => File.Delete(unfinished);
}
