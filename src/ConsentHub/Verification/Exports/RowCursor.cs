namespace ConsentHub.Verification.Exports;

/// <summary>Iterates over rows with a look-ahead of one row, because a row is out of its place if the next row has a lower position.</summary>
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
