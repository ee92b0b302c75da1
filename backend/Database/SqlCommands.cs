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
}
