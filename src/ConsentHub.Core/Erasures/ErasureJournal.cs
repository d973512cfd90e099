using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ConsentHub.Consents;
using ConsentHub.Files;
using ConsentHub.Settings;

namespace ConsentHub.Erasures;

/// <summary>The list of erasures, written outside the database before the visitor gets a response.</summary>
/// <remarks>
/// A restored copy of the database may be older than an erasure; the hub then repeats the erasure from the journal. The journal names
/// a visitor only by a keyed hash. Each instance has one append-only file in its data folder, and syncs it after each line.
/// </remarks>
internal sealed class ErasureJournal(HubSettings settings)
{
    public const string FileName = "erasures.journal";

    /// <summary>Free bytes below which a disk counts as full.</summary>
    private const long LeastRoom = 16 * 1024;

    private const string Header = "consenthub-erasures/v1";

    public string Path => System.IO.Path.GetFullPath(System.IO.Path.Combine(settings.Data, FileName));

    /// <summary>Writes and syncs one erasure. Called inside the transaction that erases, before it commits.</summary>
    /// <exception cref="JournalUnavailableException">The journal can't be written; the transaction must not be committed.</exception>
    public void Append(JournaledErasure erasure) =>
        Append(Line(erasure));

    /// <summary>Records the number of a restore, which is part of the logs' new names. A later restore takes a higher number, so no name is used twice.</summary>
    public void AppendRestore(int generation, DateTimeOffset at) =>
        Append(Line(generation, at));

    /// <summary>Reads this instance's journal; empty if nothing was ever erased.</summary>
    public JournalContent Read() => Read(Path);

    /// <exception cref="StartupException">The file is not a journal, or somebody has edited it.</exception>
    public static JournalContent Read(string path)
    {
        if (!File.Exists(path))
            return new JournalContent([], 0);

        var text = Encoding.Latin1.GetString(File.ReadAllBytes(path));
        // Ignores a last line without a line break: the process died while writing it, before the visitor got a response.
        var lines = text[..(text.LastIndexOf('\n') + 1)].Split('\n')[..^1];
        if (lines is not [Header, .. var entries])
            throw Damaged(path, 1);

        var erasures = new List<JournaledErasure>();
        var generation = 0;
        for (var i = 0; i < entries.Length; i++)
        {
            switch (entries[i].Split(' '))
            {
                case ["erase", var number, var at, var site, var leaf, var visitor]
                    when long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && Rfc3339.TryParse(at, out var time)
                        && long.TryParse(leaf, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
                        && Base64Url.IsValid(visitor, out var length) && length == HMACSHA256.HashSizeInBytes
                        && new JournaledErasure(n, time, site, position, Base64Url.DecodeFromChars(visitor)) is var erasure && Line(erasure) == entries[i]:
                    erasures.Add(erasure);
                    break;
                case ["restore", var number, var at]
                    when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && Rfc3339.TryParse(at, out var time) && Line(n, time) == entries[i]:
                    generation = Math.Max(generation, n);
                    break;
                default:
                    throw Damaged(path, i + 2);
            }
        }

        return new JournalContent(erasures, generation);
    }

    // Each line that is read is formatted again and compared, so an edited file is detected.
    private static string Line(JournaledErasure erasure) => string.Create(
        CultureInfo.InvariantCulture, $"erase {erasure.Number} {Rfc3339.Of(erasure.At)} {erasure.Site} {erasure.Leaf} {Base64Url.EncodeToString(erasure.Visitor)}");

    private static string Line(int generation, DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"restore {generation} {Rfc3339.Of(at)}");

    /// <summary>Why an erasure could not be journaled now; null if it could. Changes nothing on disk.</summary>
    public string? FindError()
    {
        try
        {
            PrivateFile.MakeFolder(settings.Data);
            if (File.Exists(Path) || Directory.Exists(Path))
                using (new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0))
                {
                }
            else
                using (PrivateFile.Open(Path + ".check", FileMode.Create, FileAccess.Write, FileShare.ReadWrite, FileOptions.DeleteOnClose))
                {
                }

            return new DriveInfo(settings.Data).AvailableFreeSpace < LeastRoom ? $"The erasure journal {Path} can't be written: its disk is full." : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"The erasure journal {Path} can't be written: {e.Message}";
        }
    }

    private void Append(string line)
    {
        try
        {
            Write(line);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalUnavailableException($"The erasure journal {Path} can't be written: {e.Message}", e);
        }
    }

    private void Write(string line)
    {
        // With PostgreSQL, nothing else creates the folder.
        PrivateFile.MakeFolder(settings.Data);
        using var file = PrivateFile.Open(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        // A line that a crash left incomplete is cut off; the transaction that wrote it was never committed.
        file.SetLength(EndOfLastLine(file));
        file.Seek(0, SeekOrigin.End);
        file.Write(Encoding.ASCII.GetBytes((file.Length == 0 ? Header + "\n" : "") + line + "\n"));
        file.Flush();
        DiskSync.Flush(file.SafeFileHandle);
    }

    private static long EndOfLastLine(FileStream file)
    {
        for (var end = file.Length; end > 0; end--)
        {
            file.Seek(end - 1, SeekOrigin.Begin);
            if (file.ReadByte() == '\n')
                return end;
        }

        return 0;
    }

    private static StartupException Damaged(string path, int line) => new(
        $"The erasure journal {path} is damaged in line {line.ToString(CultureInfo.InvariantCulture)}. Restore an unchanged copy of the journal. Without the journal, a restored database could bring back erased records.");
}

/// <summary>The erasure journal can't be written, so nothing was erased.</summary>
internal sealed class JournalUnavailableException(string message, Exception inner) : Exception(message, inner);

/// <param name="Generation">How many times the database was replaced by a copy.</param>
internal sealed record JournalContent(IReadOnlyList<JournaledErasure> Erasures, int Generation);
