namespace ConsentHub.Verification.Exports;

/// <summary>Rows with a view of the one behind: a row whose follower stands before it in the log is not in its place.</summary>
internal sealed class RowCursor(IAsyncEnumerator<ExportedRow> rows) : IAsyncDisposable
{
    public ExportedRow? Current { get; private set; }

    public ExportedRow? Next { get; private set; }

    public async ValueTask BeginAsync()
    {
        await MoveAsync();
        await MoveAsync();
    }

    public async ValueTask MoveAsync()
    {
        Current = Next;
        Next = await rows.MoveNextAsync() ? rows.Current : null;
    }

    public ValueTask DisposeAsync() => rows.DisposeAsync();
}
