using System.Buffers.Binary;
using ConsentHub.Tests.Support;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Tests.Faults;

/// <summary>The writes of a running hub to its SQLite database from one moment on, and a copy of its data folder as each of them would leave it.</summary>
/// <remarks>SQLite writes only to the end of the write-ahead log, or again from its beginning, a frame's header and then its page. A reader keeps the hub from moving and emptying the log meanwhile.</remarks>
internal sealed class WalWrites : IDisposable
{
    private const int LogHeader = 32, FrameHeader = 24;

    private readonly TestFolder folder;
    private readonly SqliteConnection reader;
    private readonly byte[] database;
    private readonly byte[] before;

    public WalWrites(TestFolder folder)
    {
        this.folder = folder;
        reader = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = folder.Database, Pooling = false }.ToString());
        reader.Open();
        reader.Execute("BEGIN", commandType: System.Data.CommandType.Text);
        reader.ExecuteScalar<long>("SELECT count(*) FROM site");
        (database, before) = (File.ReadAllBytes(folder.Database), File.ReadAllBytes(Log(folder)));
    }

    /// <summary>A copy after no write, after one, after two, and so on. The caller disposes of each.</summary>
    public IEnumerable<TestFolder> Copies()
    {
        var after = File.ReadAllBytes(Log(folder));
        var first = after.AsSpan().CommonPrefixLength(before);
        var frame = FrameHeader + BinaryPrimitives.ReadInt32BigEndian(after.AsSpan(8));
        var end = after.Length;
        while (end <= before.Length && after[end - 1] == before[end - 1])
            end--;

        var cuts = Enumerable.Range(0, (after.Length - LogHeader) / frame).SelectMany(i => (int[])[LogHeader + (i * frame), LogHeader + (i * frame) + FrameHeader]);
        foreach (var cut in cuts.Where(c => c > first && c < end).Prepend(first).Append(end))
        {
            // The rest of a log that begins again is from before.
            yield return Copy([.. after.AsSpan(0, cut), .. before.AsSpan(Math.Min(cut, before.Length))]);
        }
    }

    public void Dispose() => reader.Dispose();

    private TestFolder Copy(byte[] log)
    {
        var copy = new TestFolder();
        Directory.CreateDirectory(copy.Data);
        foreach (var file in Directory.EnumerateFiles(folder.Data).Where(f => !Path.GetFileName(f).StartsWith(Path.GetFileName(folder.Database), StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(copy.Data, Path.GetFileName(file)));

        File.WriteAllBytes(copy.Database, database);
        File.WriteAllBytes(Log(copy), log);
        return copy;
    }

    private static string Log(TestFolder folder) => folder.Database + "-wal";
}
