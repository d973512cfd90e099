namespace ConsentHub.Files;

/// <summary>A private file that appears under its name only when it is complete; until then it is <c>NAME.part</c>.</summary>
internal sealed class OutputFile : IAsyncDisposable
{
    public const string Unfinished = ".part";

    private readonly string path;
    private readonly FileStream stream;
    private bool complete;

    private OutputFile(string path, FileStream stream)
    {
        this.path = path;
        this.stream = stream;
    }

    public Stream Stream => stream;

    private string Part => stream.Name;

    public static OutputFile Create(string path) => new(path, PrivateFile.Replace(path + Unfinished));

    /// <summary>Syncs the file and renames it to its final name.</summary>
    /// <param name="overwrite">Whether to replace an existing file; if not, an existing file causes an <see cref="IOException"/>.</param>
    public async Task CompleteAsync(bool overwrite)
    {
        stream.Flush();
        DiskSync.Flush(stream.SafeFileHandle);
        await stream.DisposeAsync();
        File.Move(Part, path, overwrite);
        complete = true;
    }

    /// <summary>Deletes the file if it was not completed.</summary>
    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        if (!complete)
            File.Delete(Part);
    }
}
