using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace ConsentHub.Stores;

/// <summary>One numbered schema change. A released file never changes; a correction is a new migration.</summary>
internal sealed record Migration(int Number, string Name, string Sql)
{
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>The migrations of one store, in order, from the files embedded in its assembly.</summary>
    /// <param name="store">The assembly of the store, with the migration files in the folder <c>Migrations</c>.</param>
    public static IReadOnlyList<Migration> AllOf(Assembly store)
    {
        var prefix = $"{store.GetName().Name}.Migrations.";
        return
        [
            .. store.GetManifestResourceNames()
                .Where(n => n.StartsWith(prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(resource => Load(store, resource, prefix)),
        ];
    }

    /// <summary>Checks that this program knows every migration applied to a database.</summary>
    /// <exception cref="StartupException">The database is newer than this program, or was created with edited files. Continuing could destroy data.</exception>
    public static void Check(IReadOnlyList<AppliedMigration> applied, IReadOnlyList<Migration> known)
    {
        foreach (var found in applied)
        {
            if (known.FirstOrDefault(k => k.Number == found.Number) is not { } ours)
                throw new StartupException(
                    $"The database was written by a newer ConsentHub (migration {found.Number} '{found.Name}'). Start that version, or restore a backup made before the upgrade.");

            if (ours.Checksum != found.Checksum)
                throw new StartupException(
                    $"Migration {found.Number} '{found.Name}' in the database differs from this program's. The program's files were changed; install an unmodified release.");
        }
    }

    private static Migration Load(Assembly store, string resource, string prefix)
    {
        using var stream = store.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var sql = reader.ReadToEnd().ReplaceLineEndings("\n");
        var name = resource[prefix.Length..^".sql".Length];
        return new Migration(int.Parse(name[..4], CultureInfo.InvariantCulture), name[5..], sql);
    }
}

/// <summary>A row of the table <c>schema_migration</c>.</summary>
internal sealed record AppliedMigration(long Number, string Name, string Checksum);
