-- Every legal move of a delivery, as in app/delivery/states.ts: another one cannot be written, whatever the code does.

CREATE TRIGGER delivery_legal_start BEFORE INSERT ON delivery
WHEN NEW.state NOT IN ('pending', 'paused', 'skipped')
BEGIN
  SELECT RAISE(ABORT, 'a delivery cannot begin in this state');
END;

CREATE TRIGGER delivery_legal_move BEFORE UPDATE OF state ON delivery
WHEN NOT CASE OLD.state
  WHEN 'pending' THEN NEW.state IN ('leased', 'paused', 'held', 'skipped', 'expired')
  WHEN 'leased' THEN NEW.state IN ('leased', 'pending', 'delivered', 'retrying', 'paused', 'held', 'refused', 'expired', 'skipped')
  WHEN 'retrying' THEN NEW.state IN ('leased', 'paused', 'held', 'expired', 'skipped')
  WHEN 'paused' THEN NEW.state IN ('pending', 'held', 'expired', 'skipped')
  WHEN 'held' THEN NEW.state IN ('pending', 'expired', 'skipped')
  WHEN 'refused' THEN NEW.state IN ('pending', 'skipped')
  ELSE 0
END
BEGIN
  SELECT RAISE(ABORT, 'a delivery cannot make this move');
END;
