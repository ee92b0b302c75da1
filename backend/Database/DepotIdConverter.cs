using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Fachwerk.Backend.Database;

internal sealed class DepotIdConverter() : ValueConverter<DepotId, Guid>(id => id.Value, value => new DepotId(value));
