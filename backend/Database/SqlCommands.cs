using Npgsql;

namespace Fachwerk.Backend.Database;

/// <summary>Short forms for plain SQL.</summary>
public static class SqlCommands
{
    /// <summary>Adds the next positional parameter ($1, $2, …), typed and without boxing.</summary>
    public static NpgsqlCommand With<T>(this NpgsqlCommand command, T value)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return command;
    }

    /// <summary>Adds a statement; a batch is one round trip and, without another, one transaction.</summary>
    public static NpgsqlBatchCommand Add(this NpgsqlBatch batch, string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        batch.BatchCommands.Add(command);
        return command;
    }

    /// <summary>Adds the next positional parameter of a statement in a batch.</summary>
    public static NpgsqlBatchCommand With<T>(this NpgsqlBatchCommand command, T value)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return command;
    }
}
