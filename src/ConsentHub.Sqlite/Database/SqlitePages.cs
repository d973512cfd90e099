using System.Buffers.Binary;

namespace ConsentHub.Sqlite.Database;

/// <summary>Wipes the bytes of a database page that belong to no row (https://sqlite.org/fileformat2.html#b_tree_pages).</summary>
/// <remarks>
/// <c>PRAGMA secure_delete</c> overwrites a row that is deleted. But a row that SQLite moved to another page, to keep the tree in balance,
/// remains as a copy in the unused middle of its former page, and nothing overwrites that copy when the row is deleted later.
/// </remarks>
internal static class SqlitePages
{
    private const int FileHeader = 100;

    /// <summary>Overwrites with zeros the bytes that no row uses. Leaves a page unchanged if it is not a b-tree page, or is malformed.</summary>
    /// <param name="first">Whether it is the file's first page, which begins with the file's header.</param>
    public static void Wipe(Span<byte> page, bool first)
    {
        var header = first ? FileHeader : 0;
        var size = page[header] switch
        {
            2 or 5 => 12,
            10 or 13 => 8,
            _ => 0,
        };
        if (size == 0)
            return;

        int freeBlock = Number(page, header + 1), cells = Number(page, header + 3), content = Number(page, header + 5);
        var pointers = header + size;
        var unused = pointers + (2 * cells);
        content = content == 0 ? 65536 : content;
        // An overflow page may begin like a b-tree page, but then these numbers are not in order.
        if (unused > content || content > page.Length || !CellsBeginIn(page, pointers, cells, content) || !AreInOrder(page, freeBlock, content))
            return;

        page[unused..content].Clear();
        for (var block = freeBlock; block != 0; block = Number(page, block))
            page.Slice(block + 4, Number(page, block + 2) - 4).Clear();
    }

    private static bool CellsBeginIn(ReadOnlySpan<byte> page, int pointers, int cells, int content)
    {
        for (var i = 0; i < cells; i++)
        {
            var cell = Number(page, pointers + (2 * i));
            if (cell < content || cell >= page.Length)
                return false;
        }

        return true;
    }

    private static bool AreInOrder(ReadOnlySpan<byte> page, int freeBlock, int content)
    {
        for (var end = content; freeBlock != 0; freeBlock = Number(page, freeBlock))
        {
            if (freeBlock < end || freeBlock + 4 > page.Length)
                return false;

            var size = Number(page, freeBlock + 2);
            end = freeBlock + size;
            if (size < 4 || end > page.Length)
                return false;
        }

        return true;
    }

    private static int Number(ReadOnlySpan<byte> page, int at) => BinaryPrimitives.ReadUInt16BigEndian(page[at..]);
}
