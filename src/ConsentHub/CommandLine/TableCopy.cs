using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace ConsentHub.CommandLine;

/// <summary>Copies rows of a table from SQLite to PostgreSQL. The table has the same name in both stores, and PostgreSQL's catalog lists the columns to copy.</summary>
internal sealed class TableCopy
{
    private readonly string table;
    private readonly (string Name, string Type)[] columns;

    private TableCopy(string table, (string Name, string Type)[] columns)
    {
        this.table = table;
        this.columns = columns;
    }

    public static async Task<TableCopy> OfAsync(NpgsqlConnection target, string table)
    {
        var columns = await target.QueryAsync<(string, string)>(
            "SELECT column_name, udt_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = @table ORDER BY ordinal_position",
            new { table });
        return new TableCopy(table, [.. columns]);
    }

    /// <summary>Copies the rows that match a condition by binary COPY, within the target's transaction.</summary>
    /// <returns>The number of rows.</returns>
    public async Task<long> RunAsync(SqliteConnection source, NpgsqlConnection target, string condition, object? parameters, CancellationToken ct)
    {
        var names = string.Join(", ", columns.Select(c => c.Name));
        await using var row = await source.ExecuteReaderAsync(new CommandDefinition($"SELECT {names} FROM {table} {condition}", parameters, cancellationToken: ct));
        await using var copy = await target.BeginBinaryImportAsync($"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)", ct);
        var rows = 0L;
        while (await row.ReadAsync(ct))
        {
            await copy.StartRowAsync(ct);
            for (var column = 0; column < columns.Length; column++)
                await WriteAsync(copy, row, column, ct);

            rows++;
        }

        await copy.CompleteAsync(ct);
        return rows;
    }

    private Task WriteAsync(NpgsqlBinaryImporter copy, DbDataReader row, int column, CancellationToken ct) => row.IsDBNull(column)
        ? copy.WriteNullAsync(ct)
        : columns[column].Type switch
        {
            "int2" => copy.WriteAsync(short.CreateChecked(row.GetInt64(column)), NpgsqlDbType.Smallint, ct),
            "int4" => copy.WriteAsync(int.CreateChecked(row.GetInt64(column)), NpgsqlDbType.Integer, ct),
            "int8" => copy.WriteAsync(row.GetInt64(column), NpgsqlDbType.Bigint, ct),
            "uuid" => copy.WriteAsync(new Guid(row.GetFieldValue<byte[]>(column), bigEndian: true), NpgsqlDbType.Uuid, ct),
            "bytea" => copy.WriteAsync(row.GetFieldValue<byte[]>(column), NpgsqlDbType.Bytea, ct),
            "text" => copy.WriteAsync(row.GetString(column), NpgsqlDbType.Text, ct),
            var other => throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Column {columns[column].Name} of {table} has the type {other}.")),
        };
}
