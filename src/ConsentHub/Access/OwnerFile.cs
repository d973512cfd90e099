using System.Security.Cryptography;
using System.Text;
using ConsentHub.Files;

namespace ConsentHub.Access;

/// <summary>Writes a small secret to a file that only its owner can read. The file has a temporary name until <see cref="Keep"/> renames it. Without that call, <see cref="Dispose"/> deletes the file.</summary>
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
        PrivateFile.MakeFolder(System.IO.Path.GetDirectoryName(path)!);
        var file = new OwnerFile(path);
        using var stream = PrivateFile.Open(file.unfinished, FileMode.CreateNew, FileAccess.Write);
        stream.Write(Encoding.ASCII.GetBytes(text));
        stream.Flush(flushToDisk: true);
        return file;
    }

    public void Keep() => File.Move(unfinished, Path, overwrite: true);

    public void Dispose() => File.Delete(unfinished);
}
